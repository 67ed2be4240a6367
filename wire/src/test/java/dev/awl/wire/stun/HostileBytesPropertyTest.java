package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.attribute.Attributes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever arrives: a message, or a StunFormatException, and nothing else. */
class HostileBytesPropertyTest {

  private static final byte[] KEY = {1, 2, 3};

  @Property(tries = 5_000)
  void random_bytes_do_no_harm(@ForAll @Size(max = 300) byte[] bytes) {
    feed(bytes);
  }

  @Property(tries = 5_000)
  void random_attributes_behind_a_right_header_do_no_harm(
      @ForAll @Size(max = 200) byte[] attributes) {
    byte[] bytes = new byte[20 + (attributes.length & ~3)];
    System.arraycopy(attributes, 0, bytes, 20, bytes.length - 20);
    bytes[1] = 1;
    bytes[3] = (byte) (bytes.length - 20);
    feed(bytes);
  }

  @Property(tries = 2_000)
  void truncated_messages_do_no_harm(
      @ForAll("messages") StunMessage message, @ForAll @IntRange(max = 1_000) int cut) {
    byte[] bytes = encode(message);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - cut % bytes.length);
    feed(shorter);
    if (shorter.length >= 20 && shorter.length % 4 == 0) {
      shorter[2] = (byte) (shorter.length - 20 >> 8);
      shorter[3] = (byte) (shorter.length - 20);
      feed(shorter);
    }
  }

  @Property(tries = 5_000)
  void mutated_messages_do_no_harm(
      @ForAll("messages") StunMessage message,
      @ForAll @Size(min = 1, max = 5) int[] places,
      @ForAll @Size(5) byte[] values) {
    byte[] bytes = encode(message);
    for (int i = 0; i < places.length; i++) {
      bytes[Math.floorMod(places[i], bytes.length)] = values[i];
    }
    feed(bytes);
  }

  @Provide
  Arbitrary<StunMessage> messages() {
    return Attributes.messages();
  }

  private static byte[] encode(StunMessage message) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out, Protection.of(MessageIntegrity.SHA1, KEY).withFingerprint());
    return ByteBufUtil.getBytes(out);
  }

  private static void feed(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    Fingerprint.verify(in);
    MessageIntegrity.SHA1.verify(in, KEY);
    MessageIntegrity.SHA256.verify(in, KEY);
    MessageIntegrity.of(in);
    try {
      StunMessage message = StunDecoder.decode(in);
      ByteBuf again = Unpooled.buffer();
      StunEncoder.encode(message, again);
      assertThat(StunDecoder.decode(again).attributes()).hasSameSizeAs(message.attributes());
    } catch (StunFormatException expected) {
      assertThat(expected).hasNoCause();
    }
    try {
      ChannelData.decode(in);
    } catch (StunFormatException expected) {
      assertThat(expected.getStackTrace()).isEmpty();
    }
    try {
      assertThat(StreamFraming.frameLength(in)).isGreaterThanOrEqualTo(-1);
    } catch (StunFormatException expected) {
      assertThat(expected.getStackTrace()).isEmpty();
    }
    assertThat(in.readerIndex()).isZero();
  }
}
