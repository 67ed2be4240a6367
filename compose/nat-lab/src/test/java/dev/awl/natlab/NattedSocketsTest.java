package dev.awl.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.classifier.Detection;
import dev.awl.classifier.NioDatagramSockets;
import dev.awl.classifier.Progress;
import dev.awl.classifier.Settings;
import dev.awl.stunserver.StunServer;
import dev.awl.stunserver.StunServerSettings;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class NattedSocketsTest {

  private static final InetAddress INSIDE = address("127.0.32.2");
  private static final InetAddress EXTERNAL = address("127.0.31.11");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest(name = "{0} is detected as {1}, ports {2}")
  @CsvSource({
    "OPEN,     OPEN,     preserving",
    "FC,       FC,       preserving",
    "RC,       RC,       preserving",
    "PC,       PC,       preserving",
    "SNS,      SN,       sequential",
    "SNR,      SN,       random",
    "FIREWALL, FIREWALL, preserving",
    "BLOCKED,  BLOCKED,  unknown",
  })
  void detection_names_the_preset(String preset, NatLabel label, String allocation)
      throws Exception {
    StunServerSettings addresses =
        StunServerSettings.on(address("127.0.0.1")).alternate(address("127.0.0.2")).ports(0, 0);
    try (StunServer server = StunServer.start(addresses)) {
      NattedSockets sockets = natted(NatType.named(preset));
      Future<NatReport> detection =
          Detection.run(
              loop,
              sockets,
              new Settings(server.address(), sockets.localAddress(), Settings.LIMIT),
              Progress.NONE);
      NatReport report = detection.get(10, TimeUnit.SECONDS);

      assertThat(report.label()).isEqualTo(label);
      assertThat(report.allocation()).hasToString(allocation);
      assertThat(report.behindNat()).isEqualTo(sockets.type().translates());
      if (report.allocation() == PortAllocation.SEQUENTIAL) {
        assertThat(report.delta()).isEqualTo(1);
      }
    }
  }

  @Test
  void the_owner_sees_its_inside_address_and_the_world_the_external_one() throws Exception {
    try (DatagramSocket world = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      world.setSoTimeout(5000);
      BlockingQueue<DatagramPacket> inbox = new LinkedBlockingQueue<>();
      Channel owner = open(natted(NatType.PC), inbox);
      InetSocketAddress inside = (InetSocketAddress) owner.localAddress();
      assertThat(inside.getAddress()).isEqualTo(INSIDE);

      owner.writeAndFlush(
          new DatagramPacket(text("out"), (InetSocketAddress) world.getLocalSocketAddress()));
      java.net.DatagramPacket seen = new java.net.DatagramPacket(new byte[64], 64);
      world.receive(seen);
      assertThat(seen.getSocketAddress())
          .isEqualTo(new InetSocketAddress(EXTERNAL, inside.getPort()));

      byte[] answer = "back".getBytes(StandardCharsets.UTF_8);
      world.send(new java.net.DatagramPacket(answer, answer.length, seen.getSocketAddress()));
      DatagramPacket back = inbox.poll(5, TimeUnit.SECONDS);
      try {
        assertThat(back.content().toString(StandardCharsets.UTF_8)).isEqualTo("back");
        assertThat(back.recipient()).isEqualTo(inside);
        assertThat(back.sender()).isEqualTo(world.getLocalSocketAddress());
      } finally {
        back.release();
      }
    }
  }

  @Test
  void strangers_reach_neither_the_mapping_nor_the_inside_address() throws Exception {
    try (DatagramSocket world = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        DatagramSocket stranger = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      world.setSoTimeout(5000);
      BlockingQueue<DatagramPacket> inbox = new LinkedBlockingQueue<>();
      Channel owner = open(natted(NatType.PC), inbox);
      owner.writeAndFlush(
          new DatagramPacket(text("out"), (InetSocketAddress) world.getLocalSocketAddress()));
      java.net.DatagramPacket seen = new java.net.DatagramPacket(new byte[64], 64);
      world.receive(seen);

      byte[] bad = "bad".getBytes(StandardCharsets.UTF_8);
      stranger.send(new java.net.DatagramPacket(bad, bad.length, seen.getSocketAddress()));
      stranger.send(new java.net.DatagramPacket(bad, bad.length, owner.localAddress()));
      // Loopback keeps the order, so what comes first is the answer only if the others were
      // dropped.
      byte[] good = "good".getBytes(StandardCharsets.UTF_8);
      world.send(new java.net.DatagramPacket(good, good.length, seen.getSocketAddress()));
      DatagramPacket first = inbox.poll(5, TimeUnit.SECONDS);
      try {
        assertThat(first.content().toString(StandardCharsets.UTF_8)).isEqualTo("good");
        assertThat(inbox).isEmpty();
      } finally {
        first.release();
      }
    }
  }

  @Test
  void closing_a_socket_gives_its_external_port_back() throws Exception {
    try (DatagramSocket world = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      world.setSoTimeout(5000);
      Channel owner = open(natted(NatType.FC), new LinkedBlockingQueue<>());
      owner.writeAndFlush(
          new DatagramPacket(text("out"), (InetSocketAddress) world.getLocalSocketAddress()));
      java.net.DatagramPacket seen = new java.net.DatagramPacket(new byte[64], 64);
      world.receive(seen);
      owner.close().syncUninterruptibly();
      awaitFree(seen.getSocketAddress());
    }
  }

  /** The JDK gives a port back when the selector has run again. */
  private void awaitFree(SocketAddress address) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        new DatagramSocket(address).close();
        return;
      } catch (BindException stillBound) {
        if (attempt == 100) {
          throw stillBound;
        }
        loop.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).sync();
      }
    }
  }

  private Channel open(NattedSockets sockets, BlockingQueue<DatagramPacket> inbox) {
    return sockets
        .open(
            loop,
            new InetSocketAddress(0),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                inbox.add((DatagramPacket) message);
              }
            })
        .syncUninterruptibly()
        .channel();
  }

  private static NattedSockets natted(NatType type) {
    return new NattedSockets(new NioDatagramSockets(), type, INSIDE, EXTERNAL, 5);
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
