package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.Fingerprint;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.ChangedAddress;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.ResponseAddress;
import dev.awl.wire.stun.attribute.ResponseOrigin;
import dev.awl.wire.stun.attribute.ResponsePort;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.SourceAddress;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered, from which corner, with which attributes, and how long it may be. */
class BindingResponderTest {

  private static final int P1 = 3478;
  private static final int P2 = 3479;
  private static final InetAddress A1 = address("192.0.2.1");
  private static final InetAddress A2 = address("192.0.2.2");
  private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 40_000);
  private static final InetSocketAddress CLIENT6 = new InetSocketAddress("2001:db8::9", 40_000);

  /** Makes a request long enough for every attribute. */
  private static final Software ROOM = new Software("twenty characters ok");

  /** Buffers that the garbage collector takes, so that no test need release them. */
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final Random random = new Random(1);
  private final BindingResponder square =
      new BindingResponder(new ServedAddresses(A1, A2, P1, P2), ReplyLimit.DEFAULT);
  private final BindingResponder single =
      new BindingResponder(new ServedAddresses(A1, null, P1, P2), ReplyLimit.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "A1_P1, false, false, A1_P1, 192.0.2.2, 3479",
    "A1_P1, false, true,  A1_P2, 192.0.2.2, 3479",
    "A1_P1, true,  false, A2_P1, 192.0.2.2, 3479",
    "A1_P1, true,  true,  A2_P2, 192.0.2.2, 3479",
    "A1_P2, false, false, A1_P2, 192.0.2.2, 3478",
    "A1_P2, false, true,  A1_P1, 192.0.2.2, 3478",
    "A1_P2, true,  false, A2_P2, 192.0.2.2, 3478",
    "A1_P2, true,  true,  A2_P1, 192.0.2.2, 3478",
    "A2_P1, false, false, A2_P1, 192.0.2.1, 3479",
    "A2_P1, false, true,  A2_P2, 192.0.2.1, 3479",
    "A2_P1, true,  false, A1_P1, 192.0.2.1, 3479",
    "A2_P1, true,  true,  A1_P2, 192.0.2.1, 3479",
    "A2_P2, false, false, A2_P2, 192.0.2.1, 3478",
    "A2_P2, false, true,  A2_P1, 192.0.2.1, 3478",
    "A2_P2, true,  false, A1_P2, 192.0.2.1, 3478",
    "A2_P2, true,  true,  A1_P1, 192.0.2.1, 3478",
  })
  void answers_from_the_corner_asked_for_and_names_the_opposite_one(
      Corner asked, boolean ip, boolean port, Corner from, String otherIp, int otherPort) {
    InetSocketAddress other = new InetSocketAddress(otherIp, otherPort);
    InetSocketAddress origin = square.served().of(from);

    Reply cookie = reply(square, asked, cookie(new ChangeRequest(ip, port), ROOM));
    assertThat(cookie.from()).isEqualTo(from);
    assertThat(cookie.to()).isEqualTo(CLIENT);
    assertThat(cookie.message().attributes())
        .containsExactlyInAnyOrder(
            new XorMappedAddress(CLIENT),
            new MappedAddress(CLIENT),
            new OtherAddress(other),
            new ResponseOrigin(origin));

    Reply classic = reply(square, asked, classic(new ChangeRequest(ip, port)));
    assertThat(classic.from()).isEqualTo(from);
    assertThat(classic.message().attributes())
        .containsExactlyInAnyOrder(
            new MappedAddress(CLIENT), new ChangedAddress(other), new SourceAddress(origin));
  }

  @Test
  void gives_a_bare_cookie_request_what_detection_cannot_begin_without_and_nothing_else() {
    Reply reply = reply(square, Corner.A1_P1, cookie());
    assertThat(reply.message().attributes())
        .containsExactly(
            new XorMappedAddress(CLIENT), new OtherAddress(new InetSocketAddress(A2, P2)));
    Reply alone = reply(single, Corner.A1_P1, cookie());
    assertThat(alone.message().attributes()).containsExactly(new XorMappedAddress(CLIENT));
  }

  @Test
  void prefers_the_other_address_where_there_is_room_for_one_more() {
    Reply reply = reply(square, Corner.A1_P1, cookie(new ChangeRequest(true, false)));
    assertThat(reply.message().has(XorMappedAddress.class)).isTrue();
    assertThat(reply.message().has(OtherAddress.class)).isTrue();
    assertThat(lengthOf(reply)).isEqualTo(44);
  }

  @Test
  void gives_a_bare_classic_request_all_three_addresses() {
    Reply reply = reply(square, Corner.A1_P1, classic());
    assertThat(reply.message().attributes())
        .containsExactlyInAnyOrder(
            new MappedAddress(CLIENT),
            new ChangedAddress(new InetSocketAddress(A2, P2)),
            new SourceAddress(new InetSocketAddress(A1, P1)));
    assertThat(lengthOf(reply)).isLessThanOrEqualTo(68);
  }

  @Test
  void tells_an_ipv6_client_its_mapped_address_though_it_exceeds_the_limit() {
    Verdict verdict = square.respond(encode(cookie()), CLIENT6, Corner.A1_P1);
    assertThat(((Reply) verdict).message().find(XorMappedAddress.class))
        .isEqualTo(new XorMappedAddress(CLIENT6));
  }

  @Test
  void repeats_the_transaction_id_in_both_dialects() {
    for (StunMessage request : List.of(cookie(), classic())) {
      assertThat(reply(square, Corner.A1_P1, request).message().id()).isEqualTo(request.id());
    }
  }

  @Test
  void mirrors_a_fingerprint_and_only_then() throws StunFormatException {
    ByteBuf with = Unpooled.buffer();
    StunEncoder.encode(cookie(), with, Protection.FINGERPRINT);
    Reply signed = (Reply) square.respond(with, CLIENT, Corner.A1_P1);
    ByteBuf out = signed.encode(HEAP);
    assertThat(Fingerprint.verify(out)).isEqualTo(Fingerprint.Verdict.VALID);
    assertThat(StunDecoder.decode(out).has(XorMappedAddress.class)).isTrue();

    ByteBuf plain = reply(square, Corner.A1_P1, cookie()).encode(HEAP);
    assertThat(Fingerprint.verify(plain)).isEqualTo(Fingerprint.Verdict.ABSENT);
  }

  @Test
  void drops_a_wrong_fingerprint() {
    ByteBuf request = Unpooled.buffer();
    StunEncoder.encode(cookie(), request, Protection.FINGERPRINT);
    request.setByte(request.writerIndex() - 1, request.getByte(request.writerIndex() - 1) ^ 1);
    assertThat(square.respond(request, CLIENT, Corner.A1_P1)).isEqualTo(Drop.BAD_FINGERPRINT);
  }

  @Test
  void refuses_attributes_that_must_be_understood_and_are_not() {
    StunMessage request =
        cookie(
            new UnknownAttribute(0x7001, new byte[4]),
            new UnknownAttribute(0x7002, new byte[0]),
            new UnknownAttribute(0xC001, new byte[0]),
            new ChangeRequest(true, true));
    Reply reply = reply(square, Corner.A1_P1, request);
    assertThat(reply.message().errorCode()).isEqualTo(420);
    assertThat(reply.message().find(UnknownAttributes.class))
        .isEqualTo(new UnknownAttributes(List.of(0x7001, 0x7002)));
    assertThat(reply.from()).as("an error leaves from the socket asked").isEqualTo(Corner.A1_P1);
  }

  @Test
  void repeats_an_unknown_type_for_classic_clients_to_fill_four_bytes() {
    Reply reply = reply(square, Corner.A1_P1, classic(new UnknownAttribute(0x7001, new byte[4])));
    assertThat(reply.message().find(UnknownAttributes.class))
        .isEqualTo(new UnknownAttributes(List.of(0x7001, 0x7001)));
  }

  @Test
  void ignores_unknown_attributes_that_are_optional() {
    Reply reply = reply(square, Corner.A1_P1, cookie(new UnknownAttribute(0xC001, new byte[8])));
    assertThat(reply.message().errorCode()).isZero();
  }

  @Test
  void never_sends_to_a_response_address() {
    InetSocketAddress victim = new InetSocketAddress("198.51.100.1", 53);
    for (StunMessage request :
        List.of(cookie(new ResponseAddress(victim)), classic(new ResponseAddress(victim)))) {
      assertThat(reply(square, Corner.A1_P1, request).to()).isEqualTo(CLIENT);
    }
  }

  @Test
  void answers_to_the_response_port_of_the_same_address() {
    Reply reply = reply(square, Corner.A1_P1, cookie(new ResponsePort(4_711)));
    assertThat(reply.to()).isEqualTo(new InetSocketAddress(CLIENT.getAddress(), 4_711));
    assertThat(reply.message().find(XorMappedAddress.class))
        .as("still the source of the request")
        .isEqualTo(new XorMappedAddress(CLIENT));
  }

  /** RFC 5780 section 7.5 draws two bytes and padding; coturn and pion send four. */
  @ParameterizedTest
  @ValueSource(strings = {"0027 0002 1267 0000", "0027 0004 1267 0000"})
  void reads_a_response_port_of_either_length(String attribute) {
    ByteBuf request = encode(cookie());
    request.writeBytes(HexFormat.of().parseHex(attribute.replace(" ", ""))).setShort(2, 8);
    Verdict verdict = square.respond(request, CLIENT, Corner.A1_P1);
    assertThat(((Reply) verdict).to()).isEqualTo(new InetSocketAddress(CLIENT.getAddress(), 4_711));
  }

  @Test
  void drops_what_cannot_be_answered() {
    assertThat(square.respond(encode(cookie(new ResponsePort(0))), CLIENT, Corner.A1_P1))
        .isEqualTo(Drop.UNANSWERABLE);
    InetSocketAddress portless = new InetSocketAddress(CLIENT.getAddress(), 0);
    assertThat(square.respond(encode(cookie()), portless, Corner.A1_P1))
        .isEqualTo(Drop.UNANSWERABLE);
  }

  @Test
  void refuses_padding_together_with_a_response_port() {
    Reply reply = reply(square, Corner.A1_P1, cookie(new Padding(64), new ResponsePort(4_711)));
    assertThat(reply.message().errorCode()).isEqualTo(400);
    assertThat(reply.to()).isEqualTo(CLIENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 20, 44, 48, 52, 53, 500, 1_500, 1_997})
  void pads_up_to_the_length_of_the_request_at_most(int padding) {
    ByteBuf request = encode(cookie(new Padding(padding)));
    int length = request.readableBytes();
    Reply reply = (Reply) square.respond(request, CLIENT, Corner.A1_P1);
    if (reply.message().has(Padding.class)) {
      assertThat(lengthOf(reply)).isBetween(length - 3, length);
    } else {
      assertThat(lengthOf(reply)).isLessThanOrEqualTo(length * 16 / 10);
    }
  }

  @Test
  void pads_a_long_reply() {
    Reply reply = reply(square, Corner.A1_P1, cookie(new Padding(1_500)));
    assertThat(lengthOf(reply)).isEqualTo(1_524);
    assertThat(reply.message().has(OtherAddress.class)).isTrue();
  }

  @Test
  void announces_no_other_address_when_it_has_none() {
    assertThat(reply(single, Corner.A1_P2, cookie(ROOM)).message().attributes())
        .containsExactlyInAnyOrder(
            new XorMappedAddress(CLIENT),
            new MappedAddress(CLIENT),
            new ResponseOrigin(new InetSocketAddress(A1, P2)));
    assertThat(reply(single, Corner.A1_P1, classic()).message().attributes())
        .containsExactlyInAnyOrder(
            new MappedAddress(CLIENT), new SourceAddress(new InetSocketAddress(A1, P1)));
  }

  @Test
  void refuses_to_change_what_it_has_only_once() {
    for (StunMessage request :
        List.of(
            cookie(new ChangeRequest(true, true)),
            cookie(new ChangeRequest(false, true)),
            cookie(new ChangeRequest(false, false)),
            classic(new ChangeRequest(true, false)))) {
      Reply reply = reply(single, Corner.A1_P1, request);
      assertThat(reply.message().errorCode()).isEqualTo(420);
      assertThat(reply.message().find(UnknownAttributes.class).types()).contains(0x0003);
    }
  }

  @Test
  void grants_the_change_request_without_flags_of_a_classic_client() {
    Reply reply = reply(single, Corner.A1_P1, classic(new ChangeRequest(false, false)));
    assertThat(reply.message().errorCode()).isZero();
    assertThat(reply.message().has(MappedAddress.class)).isTrue();
  }

  @Test
  void refuses_over_tcp_what_a_connection_cannot_do() {
    for (StunMessage request :
        List.of(
            cookie(new ChangeRequest(true, false)),
            cookie(new ChangeRequest(false, true)),
            classic(new ChangeRequest(true, true)),
            cookie(new ResponsePort(4_711)))) {
      Reply reply = (Reply) square.respondToStream(encode(request), CLIENT, Corner.A2_P1);
      assertThat(reply.message().errorCode()).isEqualTo(420);
      assertThat(reply.message().find(UnknownAttributes.class).types())
          .contains(request.attributes().get(0).type());
      assertThat(reply.from()).isEqualTo(Corner.A2_P1);
      assertThat(reply.to()).isEqualTo(CLIENT);
    }
    Reply plain =
        (Reply)
            square.respondToStream(
                encode(cookie(new ChangeRequest(false, false))), CLIENT, Corner.A2_P1);
    assertThat(plain.message().find(OtherAddress.class))
        .isEqualTo(new OtherAddress(new InetSocketAddress(A1, P2)));
  }

  @Test
  void leaves_everything_else_to_others() {
    StunMessage allocate = StunMessage.request(StunMethod.ALLOCATE, id());
    StunMessage indication = StunMessage.indication(StunMethod.BINDING, id());
    StunMessage response = StunMessage.success(cookie(), new XorMappedAddress(CLIENT));
    for (StunMessage message : List.of(allocate, indication, response)) {
      assertThat(square.respond(encode(message), CLIENT, Corner.A1_P1)).isEqualTo(Drop.NOT_BINDING);
    }
    ByteBuf channelData = Unpooled.wrappedBuffer(new byte[] {0x40, 0, 0, 4, 1, 2, 3, 4});
    assertThat(square.respond(channelData, CLIENT, Corner.A1_P1)).isEqualTo(Drop.NOT_BINDING);
    assertThat(square.respond(Unpooled.EMPTY_BUFFER, CLIENT, Corner.A1_P1))
        .isEqualTo(Drop.NOT_BINDING);
  }

  @Test
  void drops_a_binding_request_whose_attributes_are_broken() {
    ByteBuf request = encode(cookie(new ChangeRequest(true, true)));
    request.setShort(22, 3); // CHANGE-REQUEST of three bytes
    assertThat(square.respond(request, CLIENT, Corner.A1_P1)).isEqualTo(Drop.MALFORMED);
  }

  @Test
  void keeps_every_reply_within_its_limit_whatever_is_asked() {
    for (int round = 0; round < 20_000; round++) {
      boolean classic = random.nextBoolean();
      StunMessage request =
          StunMessage.request(
              StunMethod.BINDING,
              classic ? TransactionId.randomClassic(random) : TransactionId.random(random),
              someAttributes());
      ByteBuf datagram = encode(request);
      int length = datagram.readableBytes();
      Corner asked = Corner.values()[random.nextInt(4)];
      boolean alone = random.nextBoolean();
      Verdict verdict = (alone ? single : square).respond(datagram, CLIENT, asked);
      if (verdict instanceof Reply reply) {
        int tenths = classic ? 34 : alone || request.has(Padding.class) ? 16 : 22;
        assertThat(lengthOf(reply))
            .as("reply %s to %s", reply.message(), request)
            .isLessThanOrEqualTo(length * tenths / 10);
      }
    }
  }

  private StunAttribute[] someAttributes() {
    List<StunAttribute> attributes = new ArrayList<>();
    for (int count = random.nextInt(5); count > 0; count--) {
      attributes.add(
          switch (random.nextInt(5)) {
            case 0 -> new ChangeRequest(random.nextBoolean(), random.nextBoolean());
            case 1 -> new Padding(random.nextInt(200));
            case 2 -> new ResponsePort(random.nextInt(65_536));
            case 3 -> new Software("x".repeat(random.nextInt(40)));
            default -> new UnknownAttribute(0x7000 + random.nextInt(0x2000), new byte[0]);
          });
    }
    return attributes.toArray(StunAttribute[]::new);
  }

  @Test
  void survives_mutated_requests() {
    for (int round = 0; round < 50_000; round++) {
      ByteBuf datagram = encode(cookie(someAttributes()));
      for (int change = random.nextInt(4); change >= 0; change--) {
        datagram.setByte(random.nextInt(datagram.writerIndex()), random.nextInt());
      }
      datagram.writerIndex(datagram.writerIndex() - random.nextInt(3));
      assertThat(square.respond(datagram, CLIENT, Corner.A1_P1)).isNotNull();
    }
  }

  private StunMessage cookie(StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, id(), attributes);
  }

  private StunMessage classic(StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, TransactionId.randomClassic(random), attributes);
  }

  private TransactionId id() {
    return TransactionId.random(random);
  }

  private static Reply reply(BindingResponder responder, Corner asked, StunMessage request) {
    Verdict verdict = responder.respond(encode(request), CLIENT, asked);
    assertThat(verdict).isInstanceOf(Reply.class);
    return (Reply) verdict;
  }

  private static ByteBuf encode(StunMessage message) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out);
    return out;
  }

  private static int lengthOf(Reply reply) {
    return reply.encode(HEAP).readableBytes();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
