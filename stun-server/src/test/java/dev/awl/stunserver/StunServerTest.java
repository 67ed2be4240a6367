package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.stunserver.StunCounters.Dialect;
import dev.awl.stunserver.StunCounters.Outcome;
import dev.awl.stunserver.Verdict.Drop;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.ResponseOrigin;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on 127.0.0.1 and 127.0.0.2. */
@Timeout(60)
class StunServerTest {

  private static final Software ROOM = new Software("twenty characters ok");

  private static EventLoopGroup nio;
  private static StunServer server;
  private static StunServer nioServer;

  @BeforeAll
  static void start() throws IOException {
    nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    server = StunServer.start(square());
    nioServer = StunServer.start(square().loops(nio));
  }

  @AfterAll
  static void stop() {
    server.close();
    nioServer.close();
    nio.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static StunServerSettings square() throws UnknownHostException {
    return StunServerSettings.on(loopback(1)).alternate(loopback(2)).ports(0, 0);
  }

  static Stream<Arguments> every_corner_and_change() {
    return Stream.of(false, true)
        .flatMap(
            onNio ->
                Stream.of(Corner.values())
                    .flatMap(
                        corner ->
                            Stream.of(false, true)
                                .flatMap(
                                    ip ->
                                        Stream.of(false, true)
                                            .map(port -> Arguments.of(onNio, corner, ip, port)))));
  }

  @ParameterizedTest
  @MethodSource("every_corner_and_change")
  void replies_from_the_socket_that_was_asked_for(
      boolean onNio, Corner asked, boolean ip, boolean port) throws IOException {
    StunServer tested = onNio ? nioServer : server;
    InetSocketAddress from = tested.address(asked.change(new ChangeRequest(ip, port)));
    try (StunTestClient client = new StunTestClient()) {
      client.send(tested.address(asked), client.request(new ChangeRequest(ip, port), ROOM));
      StunTestClient.Received reply = client.receive();
      assertThat(reply.from()).isEqualTo(from);
      assertThat(reply.message().find(XorMappedAddress.class))
          .isEqualTo(new XorMappedAddress(client.address()));
      assertThat(reply.message().find(ResponseOrigin.class)).isEqualTo(new ResponseOrigin(from));
      assertThat(reply.message().find(OtherAddress.class))
          .isEqualTo(new OtherAddress(tested.address(asked.opposite())));
    }
  }

  @Test
  void finds_ports_that_are_free_on_both_addresses() {
    assertThat(server.addresses()).hasSize(4).doesNotHaveDuplicates();
    for (Corner corner : Corner.values()) {
      Corner below = corner.change(new ChangeRequest(true, false));
      assertThat(server.address(corner).getPort()).isEqualTo(server.address(below).getPort());
    }
  }

  @Test
  void says_in_one_line_that_a_port_is_taken_and_keeps_no_other() throws IOException {
    int taken = server.address(Corner.A2_P2).getPort();
    int free;
    try (DatagramSocket probe = new DatagramSocket(0, loopback(1))) {
      free = probe.getLocalPort();
    }
    StunServerSettings settings =
        StunServerSettings.on(loopback(1)).alternate(loopback(2)).ports(free, taken);
    assertThatThrownBy(() -> StunServer.start(settings))
        .isInstanceOf(BindException.class)
        .hasMessageStartingWith("cannot listen on UDP 127.0.0.1:" + taken + ": ")
        .hasMessageEndingWith("Address already in use")
        .message()
        .hasLineCount(1);
    new DatagramSocket(free, loopback(1)).close();
    new DatagramSocket(free, loopback(2)).close();
  }

  @Test
  void does_not_share_a_port_with_another_process_that_would_share_it() throws IOException {
    try (DatagramSocket other = new DatagramSocket((InetSocketAddress) null)) {
      other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      other.bind(new InetSocketAddress(loopback(1), 0));
      int taken = other.getLocalPort();
      for (int threads : new int[] {1, 2, 4}) {
        StunServerSettings settings =
            StunServerSettings.on(loopback(1)).ports(taken, 0).threads(threads);
        assertThatThrownBy(() -> StunServer.start(settings))
            .as("%d threads", threads)
            .isInstanceOf(BindException.class)
            .hasMessageEndingWith("Address already in use");
      }
    }
  }

  @Test
  void says_in_one_line_that_a_tcp_port_is_taken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, loopback(1))) {
      StunServerSettings settings =
          StunServerSettings.on(loopback(1)).ports(other.getLocalPort(), 0);
      assertThatThrownBy(() -> StunServer.start(settings))
          .isInstanceOf(BindException.class)
          .hasMessageStartingWith("cannot listen on TCP 127.0.0.1:" + other.getLocalPort());
      StunServer.start(settings.streams(Set.of())).close();
    }
  }

  @Test
  void replies_from_the_right_socket_whichever_thread_was_asked() throws IOException {
    try (StunServer threaded = StunServer.start(square().threads(4))) {
      for (int i = 0; i < 40; i++) { // each client's port leads to some thread
        Corner asked = Corner.values()[i % 4];
        ChangeRequest change = new ChangeRequest((i & 4) != 0, (i & 8) != 0);
        try (StunTestClient client = new StunTestClient()) {
          client.send(threaded.address(asked), client.request(change));
          assertThat(client.receive().from()).isEqualTo(threaded.address(asked.change(change)));
        }
      }
    }
  }

  @Test
  void says_in_one_line_that_an_address_is_not_ours() throws IOException {
    StunServerSettings settings =
        StunServerSettings.on(InetAddress.getByName("192.0.2.77")).ports(0, 0);
    assertThatThrownBy(() -> StunServer.start(settings))
        .isInstanceOf(BindException.class)
        .hasMessageStartingWith("cannot listen on UDP 192.0.2.77:0: ")
        .hasMessageEndingWith("Cannot assign requested address");
  }

  @Test
  void frees_its_ports_when_closed() throws IOException {
    StunServer first = StunServer.start(square());
    first.close();
    int p1 = first.address(Corner.A1_P1).getPort();
    int p2 = first.address(Corner.A1_P2).getPort();
    StunServer.start(square().ports(p1, p2)).close();
  }

  @Test
  void announces_external_addresses() throws IOException {
    InetAddress public1 = InetAddress.getByName("203.0.113.1");
    InetAddress public2 = InetAddress.getByName("203.0.113.2");
    StunServerSettings settings =
        square().external(loopback(1), public1).external(loopback(2), public2);
    try (StunServer mapped = StunServer.start(settings);
        StunTestClient client = new StunTestClient()) {
      client.send(mapped.address(), client.request(ROOM));
      StunMessage reply = client.receive().message();
      assertThat(reply.find(ResponseOrigin.class).address())
          .isEqualTo(new InetSocketAddress(public1, mapped.address().getPort()));
      assertThat(reply.find(OtherAddress.class).address())
          .isEqualTo(new InetSocketAddress(public2, mapped.address(Corner.A2_P2).getPort()));
    }
  }

  @Test
  void serves_two_ports_on_one_address() throws IOException {
    try (StunServer single = StunServer.start(StunServerSettings.on(loopback(1)).ports(0, 0));
        StunTestClient client = new StunTestClient()) {
      assertThat(single.addresses()).hasSize(2);
      assertThat(single.address(Corner.A2_P1)).isNull();
      for (InetSocketAddress each : single.addresses()) {
        client.send(each, client.request(ROOM));
        StunTestClient.Received reply = client.receive();
        assertThat(reply.from()).isEqualTo(each);
        assertThat(reply.message().has(OtherAddress.class)).isFalse();
      }
      client.send(single.address(), client.request(new ChangeRequest(false, true)));
      assertThat(client.receive().message().errorCode()).isEqualTo(420);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answers_over_ipv6(boolean bare) throws IOException {
    InetAddress own = InetAddress.getByName("::1");
    try (StunServer six = StunServer.start(StunServerSettings.on(own).ports(0, 0));
        StunTestClient client = new StunTestClient(own)) {
      for (InetSocketAddress each : six.addresses()) {
        client.send(each, bare ? client.request() : client.request(ROOM));
        StunTestClient.Received reply = client.receive();
        assertThat(reply.from()).isEqualTo(each);
        assertThat(reply.message().find(XorMappedAddress.class).address())
            .isEqualTo(client.address());
      }
    }
  }

  @Test
  void counts_requests_and_drops_and_answers_on_after_garbage() throws IOException {
    try (StunServer counted = StunServer.start(square());
        StunTestClient client = new StunTestClient()) {
      Random random = new Random(7);
      for (int i = 0; i < 200; i++) {
        byte[] garbage = new byte[random.nextInt(100)];
        random.nextBytes(garbage);
        client.sendBytes(counted.address(), garbage);
      }
      client.sendBytes(counted.address(), new byte[4_000]);
      client.send(counted.address(), client.request());
      assertThat(client.receive().message().has(XorMappedAddress.class)).isTrue();
      client.send(counted.address(), client.classicRequest());
      client.receive();

      StunCounters.Snapshot counts = counted.counters().snapshot();
      assertThat(counts.answered(Dialect.COOKIE, Outcome.SUCCESS)).isEqualTo(1);
      assertThat(counts.answered(Dialect.CLASSIC, Outcome.SUCCESS)).isEqualTo(1);
      assertThat(counts.dropped(Drop.NOT_BINDING) + counts.dropped(Drop.MALFORMED)).isEqualTo(201);
      assertThat(counted.counters().prometheus())
          .contains("# TYPE awl_stun_requests_total counter\n")
          .contains("{method=\"binding\",dialect=\"cookie\",outcome=\"success\"} 1\n")
          .contains("{method=\"binding\",dialect=\"classic\",outcome=\"success\"} 1\n")
          .contains("awl_stun_drops_total{reason=\"bad-fingerprint\"} 0\n");
    }
  }

  @Test
  void hands_other_traffic_of_the_primary_socket_to_another_handler() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    SimpleChannelInboundHandler<DatagramPacket> relay =
        new SimpleChannelInboundHandler<>() {
          @Override
          protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            seen.add(ByteBufUtil.hexDump(packet.content()));
            ctx.writeAndFlush(new DatagramPacket(packet.content().retain(), packet.sender()));
          }
        };
    try (StunServer shared = StunServer.start(square().otherTraffic(relay));
        StunTestClient client = new StunTestClient()) {
      client.sendBytes(shared.address(), new byte[] {0x40, 0, 0, 1, 9});
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("4000000109");
      assertThat(client.receiveBytes()).containsExactly(0x40, 0, 0, 1, 9);

      client.send(shared.address(), client.request());
      assertThat(client.receive().message().has(XorMappedAddress.class)).isTrue();

      client.send(
          shared.address(), StunMessage.request(StunMethod.ALLOCATE, client.request().id()));
      assertThat(seen.poll(30, TimeUnit.SECONDS)).startsWith("0003");
      assertThat(seen).as("no Binding request among them").isEmpty();
      assertThat(shared.counters().snapshot().dropped(Drop.NOT_BINDING)).isZero();
    }
  }

  @Test
  void refuses_senseless_settings() throws IOException {
    StunServerSettings settings = StunServerSettings.on(loopback(1));
    assertThatThrownBy(() -> settings.ports(3478, 3478)).hasMessageContaining("two different");
    assertThatThrownBy(() -> settings.ports(-1, 0)).hasMessageContaining("no such port");
    assertThatThrownBy(() -> settings.alternate(loopback(1))).hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> settings.alternate(InetAddress.getByName("::1")))
        .hasMessageContaining("IPv6");
    assertThatThrownBy(() -> StunServerSettings.on(InetAddress.getByName("0.0.0.0")))
        .hasMessageContaining("wildcard");
  }

  private static InetAddress loopback(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }
}
