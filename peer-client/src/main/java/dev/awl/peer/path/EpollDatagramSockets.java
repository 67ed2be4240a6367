package dev.awl.peer.path;

import dev.awl.classifier.DatagramSockets;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/**
 * Sockets with the kernel's help: the receive side takes coalesced datagrams (UDP_GRO), the send
 * side hands over segmented ones (UDP_SEGMENT).
 *
 * <p>GRO together with recvmmsg stalls; the receive buffer must hold the largest coalesced batch.
 */
final class EpollDatagramSockets implements DatagramSockets {

  /** The largest UDP payload, which is what GRO may hand over at once. */
  private static final int LARGEST_BATCH = 65_535;

  /** Set as an option, the allocator would read once a turn of the loop. */
  private static final int READS_PER_TURN = 16;

  /** A burst at full speed must not be lost while the event loop does something else. */
  private static final int SOCKET_BUFFER = 4 << 20;

  @Override
  public ChannelFuture open(EventLoop loop, InetSocketAddress local, ChannelHandler handler) {
    SocketProtocolFamily family =
        local.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> NoReadOnceClosed.newChannel(family))
        .option(EpollChannelOption.UDP_GRO, true)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_BATCH)
        // The adaptive default makes new direct memory for buffers of this size again and again.
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(LARGEST_BATCH).maxMessagesPerRead(READS_PER_TURN))
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .handler(handler)
        .bind(local);
  }
}
