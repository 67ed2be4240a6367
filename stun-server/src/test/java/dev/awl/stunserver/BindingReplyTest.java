package dev.awl.stunserver;

import static dev.awl.stunserver.Bindings.A1;
import static dev.awl.stunserver.Bindings.A2;
import static dev.awl.stunserver.Bindings.CLIENT;
import static dev.awl.stunserver.Bindings.CLIENT6;
import static dev.awl.stunserver.Bindings.HEAP;
import static dev.awl.stunserver.Bindings.P1;
import static dev.awl.stunserver.Bindings.P2;
import static dev.awl.stunserver.Bindings.SINGLE;
import static dev.awl.stunserver.Bindings.SQUARE;
import static dev.awl.stunserver.Bindings.classic;
import static dev.awl.stunserver.Bindings.cookie;
import static dev.awl.stunserver.Bindings.encode;
import static dev.awl.stunserver.Bindings.lengthOf;
import static dev.awl.stunserver.Bindings.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.Fingerprint;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.ChangedAddress;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.ResponseOrigin;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.SourceAddress;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered, from which corner, and with which attributes. */
class BindingReplyTest {
  /** Makes a request long enough for every attribute. */
  private static final Software ROOM = new Software("twenty characters ok");

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
    InetSocketAddress origin = SQUARE.served().of(from);

    Reply cookie = reply(SQUARE, asked, cookie(new ChangeRequest(ip, port), ROOM));
    assertThat(cookie.from()).isEqualTo(from);
    assertThat(cookie.to()).isEqualTo(CLIENT);
    assertThat(cookie.message().attributes())
        .containsExactlyInAnyOrder(
            new XorMappedAddress(CLIENT),
            new MappedAddress(CLIENT),
            new OtherAddress(other),
            new ResponseOrigin(origin));

    Reply classic = reply(SQUARE, asked, classic(new ChangeRequest(ip, port)));
    assertThat(classic.from()).isEqualTo(from);
    assertThat(classic.message().attributes())
        .containsExactlyInAnyOrder(
            new MappedAddress(CLIENT), new ChangedAddress(other), new SourceAddress(origin));
  }

  @Test
  void gives_a_bare_cookie_request_what_detection_cannot_begin_without_and_nothing_else() {
    Reply reply = reply(SQUARE, Corner.A1_P1, cookie());
    assertThat(reply.message().attributes())
        .containsExactly(
            new XorMappedAddress(CLIENT), new OtherAddress(new InetSocketAddress(A2, P2)));
    Reply alone = reply(SINGLE, Corner.A1_P1, cookie());
    assertThat(alone.message().attributes()).containsExactly(new XorMappedAddress(CLIENT));
  }

  @Test
  void gives_a_bare_classic_request_all_three_addresses() {
    Reply reply = reply(SQUARE, Corner.A1_P1, classic());
    assertThat(reply.message().attributes())
        .containsExactlyInAnyOrder(
            new MappedAddress(CLIENT),
            new ChangedAddress(new InetSocketAddress(A2, P2)),
            new SourceAddress(new InetSocketAddress(A1, P1)));
    assertThat(lengthOf(reply)).isLessThanOrEqualTo(68);
  }

  @Test
  void tells_an_ipv6_client_its_mapped_address_though_it_exceeds_the_limit() {
    Verdict verdict = SQUARE.respond(encode(cookie()), CLIENT6, Corner.A1_P1);
    assertThat(((Reply) verdict).message().find(XorMappedAddress.class))
        .isEqualTo(new XorMappedAddress(CLIENT6));
  }

  @Test
  void announces_no_other_address_when_it_has_none() {
    assertThat(reply(SINGLE, Corner.A1_P2, cookie(ROOM)).message().attributes())
        .containsExactlyInAnyOrder(
            new XorMappedAddress(CLIENT),
            new MappedAddress(CLIENT),
            new ResponseOrigin(new InetSocketAddress(A1, P2)));
    assertThat(reply(SINGLE, Corner.A1_P1, classic()).message().attributes())
        .containsExactlyInAnyOrder(
            new MappedAddress(CLIENT), new SourceAddress(new InetSocketAddress(A1, P1)));
  }

  @Test
  void grants_the_change_request_without_flags_of_a_classic_client() {
    Reply reply = reply(SINGLE, Corner.A1_P1, classic(new ChangeRequest(false, false)));
    assertThat(reply.message().errorCode()).isZero();
    assertThat(reply.message().has(MappedAddress.class)).isTrue();
  }

  @Test
  void repeats_the_transaction_id_in_both_dialects() {
    for (StunMessage request : List.of(cookie(), classic())) {
      assertThat(reply(SQUARE, Corner.A1_P1, request).message().id()).isEqualTo(request.id());
    }
  }

  @Test
  void mirrors_a_fingerprint_and_only_then() throws StunFormatException {
    ByteBuf with = encode(cookie(), Protection.FINGERPRINT);
    Reply signed = (Reply) SQUARE.respond(with, CLIENT, Corner.A1_P1);
    ByteBuf out = signed.encode(HEAP);
    assertThat(Fingerprint.verify(out)).isEqualTo(Fingerprint.Verdict.VALID);
    assertThat(StunDecoder.decode(out).has(XorMappedAddress.class)).isTrue();

    ByteBuf plain = reply(SQUARE, Corner.A1_P1, cookie()).encode(HEAP);
    assertThat(Fingerprint.verify(plain)).isEqualTo(Fingerprint.Verdict.ABSENT);
  }

  @Test
  void ignores_unknown_attributes_that_are_optional() {
    Reply reply = reply(SQUARE, Corner.A1_P1, cookie(new UnknownAttribute(0xC001, new byte[8])));
    assertThat(reply.message().errorCode()).isZero();
  }
}
