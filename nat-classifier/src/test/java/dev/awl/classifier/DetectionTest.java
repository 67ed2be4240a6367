package dev.awl.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shell on real sockets of the loopback interface. */
@Timeout(60)
class DetectionTest {

  private static final InetAddress LOOPBACK = Addresses.ip("127.0.0.1");

  private static EventLoopGroup group;

  private final List<Channel> opened = new ArrayList<>();
  private final DatagramSockets sockets =
      (loop, local, handler) -> {
        ChannelFuture opening = new NioDatagramSockets().open(loop, local, handler);
        opened.add(opening.channel());
        return opening;
      };

  @BeforeAll
  static void start() {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stop() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Answers every Binding request, after a datagram of rubbish. */
  private static final class OneAddressServer extends SimpleChannelInboundHandler<DatagramPacket> {

    private final boolean silent;

    OneAddressServer(boolean silent) {
      this.silent = silent;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet)
        throws Exception {
      if (silent) {
        return;
      }
      StunMessage request = StunDecoder.decode(packet.content());
      ByteBuf rubbish = Unpooled.wrappedBuffer(new byte[] {1, 1, 0, 99, 7});
      context.write(new DatagramPacket(rubbish, packet.sender()));
      ByteBuf reply = Unpooled.buffer();
      StunEncoder.encode(
          StunMessage.success(request, new XorMappedAddress(packet.sender())), reply);
      context.writeAndFlush(new DatagramPacket(reply, packet.sender()));
    }
  }

  private static InetSocketAddress server(boolean silent) {
    Channel channel =
        new NioDatagramSockets()
            .open(group.next(), new InetSocketAddress(LOOPBACK, 0), new OneAddressServer(silent))
            .syncUninterruptibly()
            .channel();
    return (InetSocketAddress) channel.localAddress();
  }

  private static EventLoop loop() {
    return group.next();
  }

  private static Future<NatReport> ended(Future<NatReport> detection) {
    assertThat(detection.awaitUninterruptibly(30, TimeUnit.SECONDS)).isTrue();
    return detection;
  }

  @Test
  void reports_through_rubbish_and_closes_its_sockets() {
    List<String> learned = new ArrayList<>();

    NatReport report =
        ended(Detection.run(loop(), sockets, Settings.of(server(false)), learned::add)).getNow();

    assertThat(report.udp()).isTrue();
    assertThat(report.behindNat()).isFalse();
    assertThat(report.mapped()).isEqualTo(report.local());
    assertThat(report.local().getAddress()).isEqualTo(LOOPBACK);
    assertThat(learned).hasSize(2).first().asString().contains("UDP passes", "127.0.0.1");
    assertAllClosed();
  }

  @Test
  void two_ports_known_from_elsewhere_tell_the_mapping() {
    Settings settings = Settings.of(server(false)).alsoAt(List.of(server(false)));

    NatReport report = ended(Detection.run(loop(), sockets, settings, Progress.NONE)).getNow();

    assertThat(report.mapping()).hasToString("endpoint-independent");
    assertThat(report.filtering()).hasToString("unknown");
  }

  @Test
  void silence_until_the_limit_is_blocked() {
    Settings settings = new Settings(server(true), LOOPBACK, Duration.ofMillis(300));

    NatReport report = ended(Detection.run(loop(), sockets, settings, Progress.NONE)).getNow();

    assertThat(report.label()).isEqualTo(NatLabel.BLOCKED);
    assertThat(report.elapsedMillis()).isBetween(300L, Settings.LIMIT.toMillis());
    assertAllClosed();
  }

  @Test
  void fails_in_one_line_when_no_socket_can_be_opened() {
    InetAddress notOurs = Addresses.ip("203.0.113.250");
    Settings settings = new Settings(server(true), notOurs, Settings.LIMIT);

    Future<NatReport> detection = ended(Detection.run(loop(), sockets, settings, Progress.NONE));

    assertThat(detection.cause())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot open a UDP socket on 203.0.113.250: ");
  }

  @Test
  void fails_when_opening_throws() {
    DatagramSockets broken =
        (loop, local, handler) -> {
          throw new IllegalStateException("no sockets here");
        };

    Future<NatReport> detection =
        ended(Detection.run(loop(), broken, Settings.of(server(true)), Progress.NONE));

    assertThat(detection.cause()).hasMessageContaining("no sockets here");
  }

  @Test
  void cancelling_closes_the_sockets() {
    Future<NatReport> detection =
        Detection.run(group.next(), sockets, Settings.of(server(true)), Progress.NONE);

    detection.cancel(false);

    assertAllClosed();
  }

  private void assertAllClosed() {
    // What was queued on the loop before has run once this has.
    group.next().submit(() -> {}).syncUninterruptibly();
    opened.forEach(channel -> channel.closeFuture().awaitUninterruptibly(30, TimeUnit.SECONDS));
    assertThat(opened).noneMatch(Channel::isOpen);
  }
}
