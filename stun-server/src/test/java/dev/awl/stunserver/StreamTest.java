package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.StunCounters.Dialect;
import dev.awl.stunserver.StunCounters.Outcome;
import dev.awl.stunserver.Verdict.Drop;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** STUN over TCP on loopback. */
@Timeout(60)
class StreamTest {

  private final Random random = new Random(3);
  private final List<Socket> clients = new ArrayList<>();
  private StunServer server;

  private void start(StreamLimit limit) throws IOException {
    server =
        StunServer.start(
            StunServerSettings.on(InetAddress.getByName("127.0.0.1"))
                .alternate(InetAddress.getByName("127.0.0.2"))
                .ports(0, 0)
                .streamLimit(limit));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void answers_on_every_corner(Corner corner) throws Exception {
    start(StreamLimit.DEFAULT);
    Socket client = connect(corner);
    client.getOutputStream().write(bytes(request(TransactionId.random(random))));
    StunMessage reply = read(client);
    assertThat(reply.find(XorMappedAddress.class).address())
        .isEqualTo(client.getLocalSocketAddress());
    assertThat(reply.find(OtherAddress.class).address())
        .isEqualTo(server.address(corner.opposite()));
  }

  @Test
  void answers_over_ipv6() throws Exception {
    server = StunServer.start(StunServerSettings.on(InetAddress.getByName("::1")).ports(0, 0));
    Socket client = connect(Corner.A1_P2);
    client.getOutputStream().write(bytes(request(TransactionId.random(random))));
    assertThat(read(client).find(XorMappedAddress.class).address())
        .isEqualTo(client.getLocalSocketAddress());
  }

  @Test
  void answers_messages_in_order_however_the_stream_is_cut() throws Exception {
    start(StreamLimit.DEFAULT);
    Socket client = connect(Corner.A1_P1);
    StunMessage first = request(TransactionId.random(random));
    StunMessage second = request(TransactionId.randomClassic(random));
    StunMessage third = request(TransactionId.random(random), new ChangeRequest(true, true));
    ByteBuf all = Unpooled.wrappedBuffer(bytes(first), bytes(second), bytes(third));
    byte[] head = new byte[27];
    all.readBytes(head);
    client.getOutputStream().write(head);
    assertThat(read(client).id()).isEqualTo(first.id());
    client.getOutputStream().write(ByteBufUtil.getBytes(all));
    StunMessage classic = read(client);
    assertThat(classic.id()).isEqualTo(second.id());
    assertThat(classic.find(MappedAddress.class).address())
        .isEqualTo(client.getLocalSocketAddress());
    assertThat(read(client).errorCode()).isEqualTo(420);
    StunCounters.Snapshot counts = server.counters().snapshot();
    assertThat(counts.answered(Dialect.COOKIE, Outcome.SUCCESS)).isEqualTo(1);
    assertThat(counts.answered(Dialect.CLASSIC, Outcome.SUCCESS)).isEqualTo(1);
    assertThat(counts.answered(Dialect.COOKIE, Outcome.UNKNOWN_ATTRIBUTE)).isEqualTo(1);
  }

  @Test
  void hangs_up_on_what_is_no_binding_request() throws Exception {
    start(StreamLimit.DEFAULT);
    for (byte[] wrong :
        List.of(
            "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            bytes(StunMessage.request(StunMethod.ALLOCATE, TransactionId.random(random))),
            new byte[] {0, 1, 0x7f, (byte) 0xfc}, // 32 kB to come
            new byte[] {0x40, 0, 0, 0})) {
      Socket client = connect(Corner.A1_P1);
      client.getOutputStream().write(wrong);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    StunCounters.Snapshot counts = server.counters().snapshot();
    assertThat(counts.dropped(Drop.MALFORMED) + counts.dropped(Drop.NOT_BINDING)).isEqualTo(4);
  }

  @Test
  void hangs_up_on_the_idle_and_on_those_who_send_a_byte_at_a_time() throws Exception {
    start(new StreamLimit(8, 8, Duration.ofMillis(300)));
    Socket idle = connect(Corner.A1_P1);
    Socket slow = connect(Corner.A1_P1);
    slow.getOutputStream().write(bytes(request(TransactionId.random(random))), 0, 19);
    assertThat(idle.getInputStream().read()).isEqualTo(-1);
    assertThat(slow.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void takes_no_more_connections_than_allowed_and_gives_places_back() throws Exception {
    start(new StreamLimit(8, 2, Duration.ofSeconds(20)));
    Socket first = ask(connect(Corner.A1_P1));
    ask(connect(Corner.A2_P2));
    assertThat(connect(Corner.A1_P1).getInputStream().read()).isEqualTo(-1);
    assertThat(server.counters().snapshot().dropped(Drop.CROWDED)).isEqualTo(1);
    first.shutdownOutput();
    assertThat(first.getInputStream().read()).isEqualTo(-1); // it has closed too
    ask(connect(Corner.A1_P1));
  }

  private Socket ask(Socket client) throws Exception {
    client.getOutputStream().write(bytes(request(TransactionId.random(random))));
    read(client);
    return client;
  }

  private Socket connect(Corner corner) throws IOException {
    InetSocketAddress address = server.address(corner);
    Socket client = new Socket(address.getAddress(), address.getPort());
    clients.add(client);
    client.setSoTimeout(30_000);
    return client;
  }

  private static StunMessage request(TransactionId id, StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, id, attributes);
  }

  private static byte[] bytes(StunMessage message) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out);
    return ByteBufUtil.getBytes(out);
  }

  private static StunMessage read(Socket client) throws IOException, StunFormatException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    byte[] header = in.readNBytes(20);
    int length = Unpooled.wrappedBuffer(header).getUnsignedShort(2);
    return StunDecoder.decode(Unpooled.wrappedBuffer(header, in.readNBytes(length)));
  }
}
