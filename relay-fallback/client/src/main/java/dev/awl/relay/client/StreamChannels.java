package dev.awl.relay.client;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The kind of TCP channel that fits an event loop. */
final class StreamChannels {

  private StreamChannels() {}

  static Class<? extends SocketChannel> typeFor(EventLoop loop) {
    boolean epoll = loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }
}
