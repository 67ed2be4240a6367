package dev.awl.relay.server;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Makes sockets that fit an event loop: epoll with recvmmsg where it can, NIO elsewhere. */
final class DatagramSockets {

  /**
   * Room for one datagram. What fills it may have been cut off and is dropped; what the internet
   * carries unfragmented is far shorter.
   */
  static final int SEGMENT = 2048;

  /** Datagrams a system call; 32 KB is the largest buffer that Netty's thread caches keep. */
  private static final int BATCH = 16;

  /** Left at its default, an allocator set here would read one batch a turn of the loop. */
  private static final int READS_PER_TURN = 16;

  private DatagramSockets() {}

  static boolean isEpoll(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
  }

  /** An unregistered datagram channel. */
  static Channel create(EventLoop loop, InetAddress local, int socketBuffer, int queue) {
    SocketProtocolFamily family =
        local instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    Channel channel;
    if (isEpoll(loop)) {
      channel = new EpollDatagramChannel(family);
      channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, SEGMENT);
      channel.config().setRecvByteBufAllocator(reading(SEGMENT * BATCH));
    } else {
      channel = new NioDatagramChannel(family);
      channel.config().setRecvByteBufAllocator(reading(SEGMENT));
    }
    // The adaptive default makes new direct memory for buffers of this size again and again.
    channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    channel.config().setOption(ChannelOption.SO_RCVBUF, socketBuffer);
    channel.config().setOption(ChannelOption.SO_SNDBUF, socketBuffer);
    channel
        .config()
        .setOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(queue / 2, queue));
    return channel;
  }

  private static RecvByteBufAllocator reading(int size) {
    return new FixedRecvByteBufAllocator(size).maxMessagesPerRead(READS_PER_TURN);
  }

  static Class<? extends ServerChannel> streamServerType(EventLoop loop) {
    return isEpoll(loop) ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }
}
