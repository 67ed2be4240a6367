package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Method and class interleaved in two bytes (RFC 8489 section 5, figure 3). */
class MessageTypeTest {

  @ParameterizedTest
  @CsvSource({
    "BINDING, REQUEST, 0001",
    "BINDING, INDICATION, 0011",
    "BINDING, SUCCESS_RESPONSE, 0101",
    "BINDING, ERROR_RESPONSE, 0111",
    "ALLOCATE, REQUEST, 0003",
    "ALLOCATE, SUCCESS_RESPONSE, 0103",
    "ALLOCATE, ERROR_RESPONSE, 0113",
    "REFRESH, ERROR_RESPONSE, 0114",
    "SEND, INDICATION, 0016",
    "DATA, INDICATION, 0017",
    "CREATE_PERMISSION, REQUEST, 0008",
    "CHANNEL_BIND, SUCCESS_RESPONSE, 0109",
  })
  void has_the_bytes_that_are_seen_on_the_wire(StunMethod method, StunClass type, String hex) {
    ByteBuf out = encode(method, type);
    assertThat(String.format("%04x", out.getUnsignedShort(0))).isEqualTo(hex);
  }

  @Test
  void every_method_and_class_comes_back() throws StunFormatException {
    for (StunMethod method : StunMethod.values()) {
      for (StunClass type : StunClass.values()) {
        StunMessage decoded = StunDecoder.decode(encode(method, type));
        assertThat(decoded.is(method, type)).isTrue();
        assertThat(decoded.isResponse())
            .isEqualTo(type == StunClass.SUCCESS_RESPONSE || type == StunClass.ERROR_RESPONSE);
      }
    }
  }

  private static ByteBuf encode(StunMethod method, StunClass type) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(
        new StunMessage(method, type, TransactionId.random(new Random(1)), List.of()), out);
    return out;
  }
}
