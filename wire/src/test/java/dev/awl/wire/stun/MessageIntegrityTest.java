package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.MessageIntegrity.Verdict;
import dev.awl.wire.stun.attribute.Username;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIntegrityTest {

  private static final byte[] KEY = "a password".getBytes(StandardCharsets.UTF_8);
  private static final int SHA256_TYPE = 0x001C;

  private final StunMessage message =
      StunMessage.request(
          StunMethod.BINDING, TransactionId.random(new Random(5)), new Username("user"));

  @ParameterizedTest
  @EnumSource
  void detects_every_changed_byte_of_what_it_covers(MessageIntegrity integrity) {
    ByteBuf out = encode(Protection.of(integrity, KEY));
    assertThat(integrity.verify(out, KEY)).isEqualTo(Verdict.VALID);
    for (int at = 0; at < out.writerIndex(); at++) {
      if (at == 2 || at == 3) {
        continue; // the length is recomputed: it cannot lie without being malformed
      }
      out.setByte(at, out.getByte(at) ^ 0x10);
      assertThat(integrity.verify(out, KEY)).as("byte %d", at).isNotEqualTo(Verdict.VALID);
      out.setByte(at, out.getByte(at) ^ 0x10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void holds_with_a_fingerprint_behind_it(MessageIntegrity integrity) throws StunFormatException {
    ByteBuf out = encode(Protection.of(integrity, KEY).withFingerprint());
    assertThat(integrity.verify(out, KEY)).isEqualTo(Verdict.VALID);
    assertThat(Fingerprint.verify(out)).isEqualTo(Fingerprint.Verdict.VALID);
    assertThat(MessageIntegrity.of(out)).isEqualTo(integrity);
    assertThat(StunDecoder.decode(out)).isEqualTo(message);
  }

  @Test
  void is_absent_where_there_is_none() {
    ByteBuf out = encode(Protection.NONE);
    assertThat(MessageIntegrity.of(out)).isNull();
    assertThat(MessageIntegrity.SHA1.verify(out, KEY)).isEqualTo(Verdict.ABSENT);
    assertThat(MessageIntegrity.SHA256.verify(out, KEY)).isEqualTo(Verdict.ABSENT);
    assertThat(MessageIntegrity.SHA256.verify(Unpooled.buffer().writeZero(7), KEY))
        .isEqualTo(Verdict.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 20, 24, 28, 32})
  void accepts_sha256_truncated_to_16_bytes_or_more(int length) throws GeneralSecurityException {
    ByteBuf out = truncated(length);
    assertThat(MessageIntegrity.SHA256.verify(out, KEY)).isEqualTo(Verdict.VALID);
    out.setByte(out.writerIndex() - 1, out.getByte(out.writerIndex() - 1) ^ 1);
    assertThat(MessageIntegrity.SHA256.verify(out, KEY)).isEqualTo(Verdict.INVALID);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 12, 15, 17, 18, 36})
  void refuses_sha256_of_any_other_length(int length) throws GeneralSecurityException {
    assertThat(MessageIntegrity.SHA256.verify(truncated(length), KEY)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void refuses_a_truncated_sha1() {
    ByteBuf out = encode(Protection.of(MessageIntegrity.SHA1, KEY));
    int header = out.writerIndex() - 24;
    out.setShort(header + 2, 16).writerIndex(out.writerIndex() - 4);
    StunEncoder.setLength(out, 0);
    assertThat(MessageIntegrity.SHA1.verify(out, KEY)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void prefers_the_stronger_hash_where_both_stand() {
    ByteBuf out = encode(Protection.of(MessageIntegrity.SHA1, KEY));
    MessageIntegrity.SHA256.append(out, 0, KEY);
    assertThat(MessageIntegrity.of(out)).isEqualTo(MessageIntegrity.SHA256);
    assertThat(MessageIntegrity.SHA256.verify(out, KEY)).isEqualTo(Verdict.VALID);
    assertThat(MessageIntegrity.SHA1.verify(out, KEY))
        .as("covers only what stands before it")
        .isEqualTo(Verdict.VALID);
  }

  @Test
  void works_in_the_middle_of_a_buffer() {
    ByteBuf out = Unpooled.buffer().writeLong(-1);
    StunEncoder.encode(message, out, Protection.of(MessageIntegrity.SHA256, KEY));
    out.skipBytes(8);
    assertThat(MessageIntegrity.SHA256.verify(out, KEY)).isEqualTo(Verdict.VALID);
  }

  @Test
  void bears_an_empty_key() {
    ByteBuf out = encode(Protection.of(MessageIntegrity.SHA1, new byte[0]));
    assertThat(MessageIntegrity.SHA1.verify(out, new byte[0])).isEqualTo(Verdict.VALID);
    assertThat(MessageIntegrity.SHA1.verify(out, KEY)).isEqualTo(Verdict.INVALID);
  }

  /** The hash is computed with a length that counts the attribute as it is sent. */
  private ByteBuf truncated(int length) throws GeneralSecurityException {
    ByteBuf out = encode(Protection.NONE);
    int padded = (length + 3) & ~3;
    out.setShort(2, out.writerIndex() - 20 + 4 + padded);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    mac.update(out.array(), 0, out.writerIndex());
    byte[] value = Arrays.copyOf(Arrays.copyOf(mac.doFinal(), length), padded);
    return out.writeShort(SHA256_TYPE).writeShort(length).writeBytes(value);
  }

  private ByteBuf encode(Protection protection) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out, protection);
    return out;
  }
}
