package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.NativeEpoll;
import dev.awl.peer.path.SteadyEpoll;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets of both kinds against the JDK's own. */
@Timeout(120)
class UdpTransportTest {

  enum Kind {
    EPOLL,
    NIO;

    IoHandlerFactory factory() {
      if (this == NIO) {
        return NioIoHandler.newFactory();
      }
      NativeEpoll.demand();
      return SteadyEpoll.newFactory();
    }
  }

  private record Received(int length, InetSocketAddress from) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private MultiThreadIoEventLoopGroup group;
  private DatagramSocket other;

  private void open(Kind kind) throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, kind.factory());
    other = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    other.setSoTimeout(30_000);
  }

  @AfterEach
  void close() {
    if (other != null) {
      other.close();
    }
    if (group != null) {
      group.shutdownGracefully(0, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(5000);
    }
  }

  /** A socket of this kind that talks to the other one alone. */
  private Channel connected(Kind kind) throws Exception {
    open(kind);
    return UdpTransport.bootstrap(group.next())
        .handler(reader())
        .connect(other.getLocalSocketAddress())
        .sync()
        .channel();
  }

  private ChannelHandler reader() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        received.add(new Received(packet.content().readableBytes(), packet.sender()));
        packet.release();
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connected_socket_carries_empty_datagrams_both_ways(Kind kind) throws Exception {
    Channel socket = connected(kind);
    for (int size : new int[] {1, 0, 0, 2}) {
      socket
          .eventLoop()
          .submit(
              () -> {
                UdpTransport.write(socket, Unpooled.wrappedBuffer(new byte[size]));
                socket.flush();
              })
          .sync();
    }
    java.net.DatagramPacket got = new java.net.DatagramPacket(new byte[9], 9);
    for (int size : new int[] {1, 0, 0, 2}) {
      other.receive(got);
      assertThat(got.getLength()).isEqualTo(size);
    }
    for (int size : new int[] {0, 3, 0}) {
      other.send(new java.net.DatagramPacket(new byte[size], size, got.getSocketAddress()));
    }
    for (int size : new int[] {0, 3, 0}) {
      assertThat(received.poll(30, TimeUnit.SECONDS).length()).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void socket_for_everybody_carries_empty_datagrams_both_ways(Kind kind) throws Exception {
    open(kind);
    Channel socket =
        UdpTransport.bootstrap(group.next())
            .handler(reader())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    for (int size : new int[] {0, 1, 0}) {
      other.send(new java.net.DatagramPacket(new byte[size], size, socket.localAddress()));
    }
    for (int size : new int[] {0, 1, 0}) {
      Received each = received.poll(30, TimeUnit.SECONDS);
      assertThat(each.length()).isEqualTo(size);
      InetSocketAddress to = each.from();
      socket
          .eventLoop()
          .submit(
              () -> {
                UdpTransport.write(socket, Unpooled.wrappedBuffer(new byte[size]), to);
                socket.flush();
              })
          .sync();
    }
    java.net.DatagramPacket got = new java.net.DatagramPacket(new byte[9], 9);
    for (int size : new int[] {0, 1, 0}) {
      other.receive(got);
      assertThat(got.getLength()).isEqualTo(size);
      assertThat(got.getSocketAddress()).isEqualTo(socket.localAddress());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connected_socket_takes_nothing_from_strangers_after_an_empty_datagram(Kind kind)
      throws Exception {
    Channel socket = connected(kind);
    socket
        .eventLoop()
        .submit(() -> UdpTransport.write(socket, Unpooled.wrappedBuffer(new byte[0])))
        .sync();
    java.net.DatagramPacket got = new java.net.DatagramPacket(new byte[9], 9);
    other.receive(got);
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      stranger.send(new java.net.DatagramPacket(new byte[7], 7, got.getSocketAddress()));
    }
    other.send(new java.net.DatagramPacket(new byte[3], 3, got.getSocketAddress()));
    assertThat(received.poll(30, TimeUnit.SECONDS).length()).isEqualTo(3);
  }
}
