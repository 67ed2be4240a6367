package dev.awl.peer.service;

import dev.awl.peer.path.NoReadOnceClosed;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** UDP sockets on the peer's own event loop, for users and for targets. */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
final class UdpTransport {

  /** The largest datagram there is; the buffer goes back to the pool after each read. */
  private static final RecvByteBufAllocator READS =
      new FixedRecvByteBufAllocator(65535).maxMessagesPerRead(64);

  /** The kernel's queue while we are busy with something else. */
  private static final int SOCKET_BUFFER = 1 << 20;

  private UdpTransport() {}

  /** Asked when the first epoll socket is made; the kernel has it since 5.0. */
  private static final class Gro {
    static final boolean AVAILABLE = isAvailable();

    private static boolean isAvailable() {
      EpollDatagramChannel probe = new EpollDatagramChannel();
      try {
        probe.config().setUdpGro(true);
        return true;
      } catch (ChannelException e) {
        return false;
      } finally {
        probe.unsafe().closeForcibly();
      }
    }
  }

  static Bootstrap bootstrap(EventLoop loop) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, READS);
    if (!TcpTransport.isEpoll(loop)) {
      return bootstrap.channelFactory(EmptyDatagram::newNioChannel);
    }
    bootstrap.channelFactory(NoReadOnceClosed::newChannel);
    // Without it Netty takes an empty datagram at a connected socket for none at all.
    return Gro.AVAILABLE ? bootstrap.option(EpollChannelOption.UDP_GRO, true) : bootstrap;
  }

  /** Writes a datagram to where the socket is connected; a flush follows. Owned. */
  static void write(Channel socket, ByteBuf payload) {
    if (payload.isReadable()) {
      socket.write(payload, socket.voidPromise());
    } else {
      payload.release();
      EmptyDatagram.send(socket, null);
    }
  }

  /** Writes a datagram to there; a flush follows. Owned. */
  static void write(Channel socket, ByteBuf payload, InetSocketAddress to) {
    if (payload.isReadable()) {
      socket.write(new DatagramPacket(payload, to), socket.voidPromise());
    } else {
      payload.release();
      EmptyDatagram.send(socket, to);
    }
  }
}
