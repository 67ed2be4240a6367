package dev.awl.stunserver;

import static dev.awl.stunserver.Bindings.CLIENT;
import static dev.awl.stunserver.Bindings.SINGLE;
import static dev.awl.stunserver.Bindings.SQUARE;
import static dev.awl.stunserver.Bindings.classic;
import static dev.awl.stunserver.Bindings.cookie;
import static dev.awl.stunserver.Bindings.encode;
import static dev.awl.stunserver.Bindings.lengthOf;
import static dev.awl.stunserver.Bindings.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.ResponsePort;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an answer may be, whatever is asked. */
class ReplyLengthTest {
  private final Random random = new Random(1);

  @Test
  void prefers_the_other_address_where_there_is_room_for_one_more() {
    Reply reply = reply(SQUARE, Corner.A1_P1, cookie(new ChangeRequest(true, false)));
    assertThat(reply.message().has(XorMappedAddress.class)).isTrue();
    assertThat(reply.message().has(OtherAddress.class)).isTrue();
    assertThat(lengthOf(reply)).isEqualTo(44);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 20, 44, 48, 52, 53, 500, 1_500, 1_997})
  void pads_up_to_the_length_of_the_request_at_most(int padding) {
    ByteBuf request = encode(cookie(new Padding(padding)));
    int length = request.readableBytes();
    Reply reply = (Reply) SQUARE.respond(request, CLIENT, Corner.A1_P1);
    if (reply.message().has(Padding.class)) {
      assertThat(lengthOf(reply)).isBetween(length - 3, length);
    } else {
      assertThat(lengthOf(reply)).isLessThanOrEqualTo(length * 16 / 10);
    }
  }

  @Test
  void pads_a_long_reply() {
    Reply reply = reply(SQUARE, Corner.A1_P1, cookie(new Padding(1_500)));
    assertThat(lengthOf(reply)).isEqualTo(1_524);
    assertThat(reply.message().has(OtherAddress.class)).isTrue();
  }

  @Test
  void keeps_every_reply_within_its_limit_whatever_is_asked() {
    for (int round = 0; round < 20_000; round++) {
      boolean old = random.nextBoolean();
      StunMessage request = old ? classic(someAttributes()) : cookie(someAttributes());
      ByteBuf datagram = encode(request);
      int length = datagram.readableBytes();
      Corner asked = Corner.values()[random.nextInt(4)];
      boolean alone = random.nextBoolean();
      Verdict verdict = (alone ? SINGLE : SQUARE).respond(datagram, CLIENT, asked);
      if (verdict instanceof Reply reply) {
        int tenths = old ? 34 : alone || request.has(Padding.class) ? 16 : 22;
        assertThat(lengthOf(reply))
            .as("reply %s to %s", reply.message(), request)
            .isLessThanOrEqualTo(length * tenths / 10);
      }
    }
  }

  @Test
  void survives_mutated_requests() {
    for (int round = 0; round < 50_000; round++) {
      ByteBuf datagram = encode(cookie(someAttributes()));
      for (int change = random.nextInt(4); change >= 0; change--) {
        datagram.setByte(random.nextInt(datagram.writerIndex()), random.nextInt());
      }
      datagram.writerIndex(datagram.writerIndex() - random.nextInt(3));
      assertThat(SQUARE.respond(datagram, CLIENT, Corner.A1_P1)).isNotNull();
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
}
