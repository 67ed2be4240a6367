package dev.awl.stunserver;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The fastest UDP sockets of this machine: epoll, many datagrams a system call; NIO elsewhere. */
final class DatagramTransport {

  /** Longer datagrams are cut off: nothing valid for STUN or TURN on a usual link is longer. */
  private static final int MAX_DATAGRAM = 2048;

  private static final int DATAGRAMS_A_READ = 32;

  /** A second of a hundred thousand small requests is lost in far less than this. */
  private static final int SOCKET_BUFFER = 4 << 20;

  private DatagramTransport() {}

  /** One thread for all sockets. */
  static EventLoopGroup newLoop() {
    IoHandlerFactory handlers =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("stun", true), handlers);
  }

  /** A bootstrap for sockets on {@code loop}, without handler. */
  static Bootstrap bootstrap(EventLoop loop) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER);
    boolean epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    if (!epoll) {
      return bootstrap
          .channel(NioDatagramChannel.class)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(DATAGRAMS_A_READ));
    }
    return bootstrap
        .channel(EpollDatagramChannel.class)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(MAX_DATAGRAM * DATAGRAMS_A_READ)
                .maxMessagesPerRead(DATAGRAMS_A_READ));
  }
}
