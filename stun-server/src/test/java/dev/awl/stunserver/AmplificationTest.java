package dev.awl.stunserver;

import static dev.awl.stunserver.Bindings.CLIENT;
import static dev.awl.stunserver.Bindings.CLIENT6;
import static dev.awl.stunserver.Bindings.P1;
import static dev.awl.stunserver.Bindings.P2;
import static dev.awl.stunserver.Bindings.SINGLE;
import static dev.awl.stunserver.Bindings.SQUARE;
import static dev.awl.stunserver.Bindings.address;
import static dev.awl.stunserver.Bindings.classic;
import static dev.awl.stunserver.Bindings.cookie;
import static dev.awl.stunserver.Bindings.encode;
import static dev.awl.stunserver.Bindings.lengthOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a forged source address gains, for the requests that clients in use send (lengths as
 * captured from them, docs/adr/0006). Prints the table.
 */
class AmplificationTest {

  private static final BindingResponder SQUARE6 =
      new BindingResponder(
          new ServedAddresses(address("2001:db8::1"), address("2001:db8::2"), P1, P2),
          ReplyLimit.DEFAULT);

  /** RFC 791 and RFC 768, RFC 8200: what a flood is made of besides the message. */
  private static final int HEADERS4 = 28;

  static Stream<Arguments> requests() {
    StunAttribute unchanged = new ChangeRequest(false, false);
    StunAttribute both = new ChangeRequest(true, true);
    return Stream.of(
        cell("bare, one address", SINGLE, CLIENT, cookie(), 1.6),
        cell("bare, two addresses (turnutils)", SQUARE, CLIENT, cookie(), 2.2),
        cell("bare, two addresses, IPv6", SQUARE6, CLIENT6, cookie(), 3.4),
        cell("CHANGE-REQUEST", SQUARE, CLIENT, cookie(both), 1.6),
        cell("SOFTWARE of 20", SQUARE, CLIENT, cookie(new Software("x".repeat(20))), 1.6),
        cell("PADDING of 1500", SQUARE, CLIENT, cookie(new Padding(1_500)), 1.0),
        cell("PADDING of 64", SQUARE, CLIENT, cookie(new Padding(64)), 1.0),
        cell("unknown attribute", SQUARE, CLIENT, cookie(unknown(1)), 1.6),
        cell("8 unknown attributes", SQUARE, CLIENT, cookie(unknown(8)), 1.6),
        cell("classic, bare", SQUARE, CLIENT, classic(), 3.4),
        cell("classic, bare, IPv6", SQUARE6, CLIENT6, classic(), 3.4),
        cell("classic, CHANGE-REQUEST (stun)", SQUARE, CLIENT, classic(unchanged), 3.4),
        cell("classic, unknown attribute", SQUARE, CLIENT, classic(unknown(1)), 3.4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void no_reply_is_worth_a_forged_address(
      String name,
      BindingResponder responder,
      InetSocketAddress source,
      StunMessage request,
      double most) {
    int plain = factor(name, responder, source, request, Protection.NONE, most);
    if (!request.id().isClassic()) {
      factor(name + " + FINGERPRINT", responder, source, request, Protection.FINGERPRINT, most);
    }
    assertThat(plain).isPositive();
  }

  private static int factor(
      String name,
      BindingResponder responder,
      InetSocketAddress source,
      StunMessage request,
      Protection protection,
      double most) {
    ByteBuf datagram = encode(request, protection);
    Verdict verdict = responder.respond(datagram, source, Corner.A1_P1);
    assertThat(verdict).isInstanceOf(Reply.class);
    int asked = datagram.readableBytes();
    int told = lengthOf((Reply) verdict);
    System.out.printf(
        "%-56s %5d -> %5d bytes = %.2f x (with IPv4 and UDP headers %.2f x)%n",
        name, asked, told, (double) told / asked, (told + HEADERS4) / (double) (asked + HEADERS4));
    assertThat((double) told / asked).as(name).isLessThanOrEqualTo(most);
    return told;
  }

  private static Arguments cell(
      String name,
      BindingResponder responder,
      InetSocketAddress source,
      StunMessage request,
      double most) {
    return Arguments.of(name, responder, source, request, most);
  }

  private static StunAttribute[] unknown(int count) {
    return Stream.iterate(0x7000, type -> type + 1)
        .limit(count)
        .map(type -> new UnknownAttribute(type, new byte[0]))
        .toArray(StunAttribute[]::new);
  }
}
