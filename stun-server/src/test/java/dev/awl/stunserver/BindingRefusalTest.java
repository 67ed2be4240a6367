package dev.awl.stunserver;

import static dev.awl.stunserver.Bindings.A1;
import static dev.awl.stunserver.Bindings.CLIENT;
import static dev.awl.stunserver.Bindings.P2;
import static dev.awl.stunserver.Bindings.SINGLE;
import static dev.awl.stunserver.Bindings.SQUARE;
import static dev.awl.stunserver.Bindings.classic;
import static dev.awl.stunserver.Bindings.cookie;
import static dev.awl.stunserver.Bindings.encode;
import static dev.awl.stunserver.Bindings.id;
import static dev.awl.stunserver.Bindings.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.ResponsePort;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused, what is dropped, and what is left to others. */
class BindingRefusalTest {
  @Test
  void refuses_attributes_that_must_be_understood_and_are_not() {
    StunMessage request =
        cookie(
            new UnknownAttribute(0x7001, new byte[4]),
            new UnknownAttribute(0x7002, new byte[0]),
            new UnknownAttribute(0xC001, new byte[0]),
            new ChangeRequest(true, true));
    Reply reply = reply(SQUARE, Corner.A1_P1, request);
    assertThat(reply.message().errorCode()).isEqualTo(420);
    assertThat(reply.message().find(UnknownAttributes.class))
        .isEqualTo(new UnknownAttributes(List.of(0x7001, 0x7002)));
    assertThat(reply.from()).as("an error leaves from the socket asked").isEqualTo(Corner.A1_P1);
  }

  @Test
  void repeats_an_unknown_type_for_classic_clients_to_fill_four_bytes() {
    Reply reply = reply(SQUARE, Corner.A1_P1, classic(new UnknownAttribute(0x7001, new byte[4])));
    assertThat(reply.message().find(UnknownAttributes.class))
        .isEqualTo(new UnknownAttributes(List.of(0x7001, 0x7001)));
  }

  @Test
  void refuses_to_change_what_it_has_only_once() {
    for (StunMessage request :
        List.of(
            cookie(new ChangeRequest(true, true)),
            cookie(new ChangeRequest(false, true)),
            cookie(new ChangeRequest(false, false)),
            classic(new ChangeRequest(true, false)))) {
      Reply reply = reply(SINGLE, Corner.A1_P1, request);
      assertThat(reply.message().errorCode()).isEqualTo(420);
      assertThat(reply.message().find(UnknownAttributes.class).types()).contains(0x0003);
    }
  }

  @Test
  void refuses_over_tcp_what_a_connection_cannot_do() {
    for (StunMessage request :
        List.of(
            cookie(new ChangeRequest(true, false)),
            cookie(new ChangeRequest(false, true)),
            classic(new ChangeRequest(true, true)),
            cookie(new ResponsePort(4_711)))) {
      Reply reply = (Reply) SQUARE.respondToStream(encode(request), CLIENT, Corner.A2_P1);
      assertThat(reply.message().errorCode()).isEqualTo(420);
      assertThat(reply.message().find(UnknownAttributes.class).types())
          .contains(request.attributes().get(0).type());
      assertThat(reply.from()).isEqualTo(Corner.A2_P1);
      assertThat(reply.to()).isEqualTo(CLIENT);
    }
    Reply plain =
        (Reply)
            SQUARE.respondToStream(
                encode(cookie(new ChangeRequest(false, false))), CLIENT, Corner.A2_P1);
    assertThat(plain.message().find(OtherAddress.class))
        .isEqualTo(new OtherAddress(new InetSocketAddress(A1, P2)));
  }

  @Test
  void drops_a_wrong_fingerprint() {
    ByteBuf request = encode(cookie(), Protection.FINGERPRINT);
    request.setByte(request.writerIndex() - 1, request.getByte(request.writerIndex() - 1) ^ 1);
    assertThat(SQUARE.respond(request, CLIENT, Corner.A1_P1)).isEqualTo(Drop.BAD_FINGERPRINT);
  }

  @Test
  void drops_a_binding_request_whose_attributes_are_broken() {
    ByteBuf request = encode(cookie(new ChangeRequest(true, true)));
    request.setShort(22, 3); // CHANGE-REQUEST of three bytes
    assertThat(SQUARE.respond(request, CLIENT, Corner.A1_P1)).isEqualTo(Drop.MALFORMED);
  }

  @Test
  void leaves_everything_else_to_others() {
    StunMessage allocate = StunMessage.request(StunMethod.ALLOCATE, id());
    StunMessage indication = StunMessage.indication(StunMethod.BINDING, id());
    StunMessage response = StunMessage.success(cookie(), new XorMappedAddress(CLIENT));
    for (StunMessage message : List.of(allocate, indication, response)) {
      assertThat(SQUARE.respond(encode(message), CLIENT, Corner.A1_P1)).isEqualTo(Drop.NOT_BINDING);
    }
    ByteBuf channelData = Unpooled.wrappedBuffer(new byte[] {0x40, 0, 0, 4, 1, 2, 3, 4});
    assertThat(SQUARE.respond(channelData, CLIENT, Corner.A1_P1)).isEqualTo(Drop.NOT_BINDING);
    assertThat(SQUARE.respond(Unpooled.EMPTY_BUFFER, CLIENT, Corner.A1_P1))
        .isEqualTo(Drop.NOT_BINDING);
  }
}
