package dev.awl.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.rendezvous.RelayEndpoint.Transport;
import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.Mailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.OpenMailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousCodecTest {

  private static final PeerId PEER = PeerId.ofHash(new byte[32]);
  private static final SessionId SESSION = SessionId.parse("000102030405060708090a0b0c0d0e0f");

  static Stream<RendezvousMessage> every_message() {
    return Stream.of(
        new Challenge(new byte[32]),
        new Register(new byte[] {1, 2}, "host:80", new byte[] {3}, "awl", true),
        new Register(new byte[] {1, 2}, "host:80", new byte[] {3}, "awl", false),
        new Welcome(
            new Endpoint("203.0.113.7", 40000),
            List.of(new Endpoint("192.0.2.1", 3478), new Endpoint("2001:db8::1", 3479)),
            List.of(
                new RelayEndpoint(Transport.UDP, new Endpoint("192.0.2.1", 3480)),
                new RelayEndpoint(Transport.TCP, new Endpoint("relay.example", 443))),
            new RelayGrant("1700000000:ABCDEFG", "secret==", 3600)),
        new Welcome(new Endpoint("::1", 1), List.of(), List.of(), null),
        new RelayGrant("1700000000:ABCDEFG", "secret==", 0),
        new Lookup(PEER),
        new Found(PEER, new byte[] {9, 8, 7}),
        new NotFound(PEER),
        new Offer(PEER, SESSION, new byte[RendezvousMessage.MAX_PAYLOAD]),
        new Answer(PEER, SESSION, new byte[0]),
        new Reject(PEER, SESSION, "not trusted: \"you\" \\ \u00e9 \ud83d\ude00"),
        new OpenMailbox(),
        new Mailbox(4, 600),
        new Letter(4, new byte[Letter.MAX_LENGTH]),
        new MailboxClosed(4, MailboxEnd.WRONG_CODE),
        new MailboxClosed(0, MailboxEnd.FULL),
        new Refused(ErrorCode.PEER_OFFLINE, "peer X is offline", PEER, SESSION),
        Refused.of(ErrorCode.REPLACED, ""));
  }

  @ParameterizedTest
  @MethodSource("every_message")
  void reads_back_what_it_wrote(RendezvousMessage message) throws Exception {
    RendezvousMessage read = RendezvousCodec.decode(RendezvousCodec.encode(message));

    assertThat(read).usingRecursiveComparison().isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("every_message")
  void refuses_every_truncation_without_a_runtime_exception(RendezvousMessage message) {
    String text = RendezvousCodec.encode(message);
    int step = Math.max(1, text.length() / 200);
    for (int length = 0; length < text.length(); length += step) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> RendezvousCodec.decode(cut))
          .isInstanceOf(RendezvousFormatException.class);
    }
  }

  @Test
  void has_the_documented_json() {
    assertThat(RendezvousCodec.encode(new Offer(PEER, SESSION, new byte[] {1, 2, 3})))
        .isEqualTo(
            "{\"type\":\"offer\",\"peer\":\""
                + PEER
                + "\",\"session\":\"000102030405060708090a0b0c0d0e0f\",\"payload\":\"AQID\"}");
  }

  @Test
  void ignores_unknown_fields_of_any_shape() throws Exception {
    String text =
        "{\"new\":{\"a\":[1,{\"b\":null}]},\"type\":\"lookup\",\"more\":[{}, 1.5e3, \"x\"],"
            + "\"big\":123456789012345678,\"peer\":\""
            + PEER
            + "\"}";

    assertThat(RendezvousCodec.decode(text)).isEqualTo(new Lookup(PEER));
  }

  @Test
  void takes_a_peer_that_does_not_say_whether_it_is_reachable_as_reachable() throws Exception {
    String text =
        "{\"type\":\"register\",\"spki\":\"AQID\",\"server\":\"h:1\",\"signature\":\"AQID\","
            + "\"agent\":\"awl\"";

    assertThat(RendezvousCodec.decode(text + "}"))
        .isInstanceOfSatisfying(Register.class, m -> assertThat(m.reachable()).isTrue());
    assertThat(RendezvousCodec.decode(text + ",\"reachable\":false}"))
        .isInstanceOfSatisfying(Register.class, m -> assertThat(m.reachable()).isFalse());
  }

  @Test
  void takes_an_error_code_of_a_later_version_as_other() throws Exception {
    RendezvousMessage read =
        RendezvousCodec.decode("{\"type\":\"error\",\"code\":\"too-warm\",\"message\":\"m\"}");

    assertThat(read).isEqualTo(Refused.of(ErrorCode.OTHER, "m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"lookup\"",
        "{}",
        "{\"type\":\"teapot\"}",
        "{\"type\":7}",
        "{\"type\":\"lookup\"}",
        "{\"type\":\"lookup\",\"peer\":\"ABC\"}",
        "{\"type\":\"lookup\",\"type\":\"lookup\"}",
        "{\"type\":\"lookup\"} {}",
        "{\"type\":\"register\",\"spki\":\"AQID\",\"server\":\"h:1\",\"signature\":\"AQID\","
            + "\"agent\":\"awl\",\"reachable\":\"no\"}",
        "{\"type\":\"challenge\",\"nonce\":\"***\"}",
        "{\"type\":\"challenge\",\"nonce\":\"AQID\"}",
        "{\"type\":\"relay-grant\",\"username\":\"u\",\"password\":\"p\",\"ttl\":1e3}",
        "{\"type\":\"relay-grant\",\"username\":\"u\",\"password\":\"p\",\"ttl\":-1}",
        "{\"type\":\"relay-grant\",\"username\":\"u\",\"password\":\"p\",\"ttl\":99999999999}",
        "{\"type\":\"error\",\"code\":\"x\",\"message\":\"a\\nb\"}",
        "{\"type\":\"welcome\",\"observed\":\"1.2.3.4\",\"stun\":[],\"relays\":[]}",
        "{\"type\":\"welcome\",\"observed\":\"1.2.3.4:5\",\"stun\":[1],\"relays\":[]}",
        "{\"type\":\"welcome\",\"observed\":\"1.2.3.4:5\",\"stun\":[],\"relays\":[\"x://h:1\"]}",
        "{\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}",
      })
  void refuses_what_is_no_message(String text) {
    assertThatThrownBy(() -> RendezvousCodec.decode(text))
        .isInstanceOf(RendezvousFormatException.class)
        .hasNoCause()
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refuses_a_message_longer_than_the_limit() {
    String text = "{\"type\":\"x\",\"y\":\"" + "z".repeat(RendezvousCodec.MAX_LENGTH) + "\"}";

    assertThatThrownBy(() -> RendezvousCodec.decode(text)).hasMessageContaining("65536");
  }

  @Test
  void refuses_a_payload_longer_than_the_limit() {
    byte[] payload = new byte[RendezvousMessage.MAX_PAYLOAD + 1];

    assertThatThrownBy(() -> new Offer(PEER, SESSION, payload))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void says_no_password_in_a_log() {
    assertThat(new RelayGrant("1:A", "hidden", 1).toString()).doesNotContain("hidden");
  }
}
