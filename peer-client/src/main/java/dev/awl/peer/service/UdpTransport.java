package dev.awl.peer.service;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;

/** UDP sockets on the peer's own event loop, for users and for targets. */
final class UdpTransport {

  /** The largest datagram there is; the buffer goes back to the pool after each read. */
  private static final RecvByteBufAllocator READS =
      new FixedRecvByteBufAllocator(65535).maxMessagesPerRead(64);

  /** The kernel's queue while we are busy with something else. */
  private static final int SOCKET_BUFFER = 1 << 20;

  private UdpTransport() {}

  static Bootstrap bootstrap(EventLoop loop) {
    Class<? extends DatagramChannel> socket =
        TcpTransport.isEpoll(loop) ? EpollDatagramChannel.class : NioDatagramChannel.class;
    return new Bootstrap()
        .group(loop)
        .channel(socket)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.RECVBUF_ALLOCATOR, READS);
  }
}
