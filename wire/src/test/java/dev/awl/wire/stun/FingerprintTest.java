package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.Fingerprint.Verdict;
import dev.awl.wire.stun.attribute.Software;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private final StunMessage message =
      StunMessage.request(
          StunMethod.BINDING, TransactionId.random(new Random(5)), new Software("awl"));

  @Test
  void detects_every_changed_bit() {
    ByteBuf out = encode(Protection.FINGERPRINT);
    assertThat(Fingerprint.verify(out)).isEqualTo(Verdict.VALID);
    for (int bit = 0; bit < out.writerIndex() * 8; bit++) {
      flip(out, bit);
      assertThat(Fingerprint.verify(out)).as("bit %d", bit).isNotEqualTo(Verdict.VALID);
      flip(out, bit);
    }
  }

  private static void flip(ByteBuf out, int bit) {
    out.setByte(bit / 8, out.getByte(bit / 8) ^ (1 << bit % 8));
  }

  @Test
  void must_stand_last() {
    ByteBuf out = encode(Protection.FINGERPRINT);
    out.writeInt(0x8FFF0000);
    StunEncoder.setLength(out, 0);
    assertThat(Fingerprint.verify(out)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void is_absent_where_there_is_none() {
    assertThat(Fingerprint.verify(encode(Protection.NONE))).isEqualTo(Verdict.ABSENT);
    assertThat(Fingerprint.verify(Unpooled.EMPTY_BUFFER)).isEqualTo(Verdict.ABSENT);
  }

  @Test
  void works_in_the_middle_of_a_buffer() {
    ByteBuf out = Unpooled.buffer().writeInt(-1);
    StunEncoder.encode(message, out, Protection.FINGERPRINT);
    out.skipBytes(4);
    assertThat(Fingerprint.verify(out)).isEqualTo(Verdict.VALID);
    assertThat(Fingerprint.verify(out.copy())).isEqualTo(Verdict.VALID);
  }

  private ByteBuf encode(Protection protection) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out, protection);
    return out;
  }
}
