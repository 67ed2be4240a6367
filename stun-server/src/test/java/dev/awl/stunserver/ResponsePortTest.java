package dev.awl.stunserver;

import static dev.awl.stunserver.Bindings.CLIENT;
import static dev.awl.stunserver.Bindings.SQUARE;
import static dev.awl.stunserver.Bindings.classic;
import static dev.awl.stunserver.Bindings.cookie;
import static dev.awl.stunserver.Bindings.encode;
import static dev.awl.stunserver.Bindings.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.ResponseAddress;
import dev.awl.wire.stun.attribute.ResponsePort;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the answer goes when the request names a place (RFC 5780, RFC 3489). */
class ResponsePortTest {
  @Test
  void answers_to_the_response_port_of_the_same_address() {
    Reply reply = reply(SQUARE, Corner.A1_P1, cookie(new ResponsePort(4_711)));
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
    Verdict verdict = SQUARE.respond(request, CLIENT, Corner.A1_P1);
    assertThat(((Reply) verdict).to()).isEqualTo(new InetSocketAddress(CLIENT.getAddress(), 4_711));
  }

  @Test
  void refuses_padding_together_with_a_response_port() {
    Reply reply = reply(SQUARE, Corner.A1_P1, cookie(new Padding(64), new ResponsePort(4_711)));
    assertThat(reply.message().errorCode()).isEqualTo(400);
    assertThat(reply.to()).isEqualTo(CLIENT);
  }

  @Test
  void drops_what_cannot_be_answered() {
    assertThat(SQUARE.respond(encode(cookie(new ResponsePort(0))), CLIENT, Corner.A1_P1))
        .isEqualTo(Drop.UNANSWERABLE);
    InetSocketAddress portless = new InetSocketAddress(CLIENT.getAddress(), 0);
    assertThat(SQUARE.respond(encode(cookie()), portless, Corner.A1_P1))
        .isEqualTo(Drop.UNANSWERABLE);
  }

  @Test
  void never_sends_to_a_response_address() {
    InetSocketAddress victim = new InetSocketAddress("198.51.100.1", 53);
    for (StunMessage request :
        List.of(cookie(new ResponseAddress(victim)), classic(new ResponseAddress(victim)))) {
      assertThat(reply(SQUARE, Corner.A1_P1, request).to()).isEqualTo(CLIENT);
    }
  }
}
