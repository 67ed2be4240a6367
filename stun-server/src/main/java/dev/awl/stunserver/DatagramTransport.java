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
  static final int MAX_DATAGRAM = 2048;

  private static final int DATAGRAMS_A_READ = 32;

  /** A second of a hundred thousand small requests is lost in far less than this. */
  private static final int SOCKET_BUFFER = 4 << 20;

  private DatagramTransport() {}

  /** As many threads, or one where the system cannot share a port among them. */
  static EventLoopGroup newLoops(int threads) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(
        epoll ? threads : 1, new DefaultThreadFactory("stun", true), handlers);
  }

  static boolean isEpoll(EventLoop loop) {
    return loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
  }

  /**
   * A bootstrap for sockets on {@code loop}, without handler.
   *
   * @param shared whether several sockets have the same port; the kernel then spreads the sources
   *     over them
   */
  static Bootstrap bootstrap(EventLoop loop, boolean shared) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER);
    if (!isEpoll(loop)) {
      return bootstrap
          .channel(NioDatagramChannel.class)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(DATAGRAMS_A_READ));
    }
    return bootstrap
        .channel(EpollDatagramChannel.class)
        .option(EpollChannelOption.SO_REUSEPORT, shared)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(MAX_DATAGRAM * DATAGRAMS_A_READ)
                .maxMessagesPerRead(DATAGRAMS_A_READ));
  }
}
