package dev.awl.stunserver;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** TCP listeners on the same kind of loop as the datagram sockets. */
final class StreamTransport {

  private static final int BACKLOG = 1024;

  /** A few replies: a client reads each before it asks again. */
  private static final WriteBufferWaterMark QUEUE = new WriteBufferWaterMark(4 << 10, 16 << 10);

  private StreamTransport() {}

  /** A bootstrap that lacks the handler of its connections. */
  static ServerBootstrap bootstrap(EventLoop loop) {
    return new ServerBootstrap()
        .group(loop)
        .channel(
            DatagramTransport.isEpoll(loop)
                ? EpollServerSocketChannel.class
                : NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, QUEUE);
  }
}
