package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * MESSAGE-INTEGRITY (HMAC-SHA1, RFC 8489 section 14.5) and MESSAGE-INTEGRITY-SHA256 (section 14.6).
 *
 * <p>The hash covers the message up to the attribute, with a header length that ends behind the
 * attribute itself.
 */
public enum MessageIntegrity {
  SHA1(0x0008, "HmacSHA1", 20, 20),
  /** May be truncated to 16 bytes or more, in steps of 4. */
  SHA256(0x001C, "HmacSHA256", 32, 16);

  /** What a check of a message found. */
  public enum Verdict {
    ABSENT,
    VALID,
    INVALID
  }

  private final int attributeType;
  private final String algorithm;
  private final int length;
  private final int minimum;

  MessageIntegrity(int attributeType, String algorithm, int length, int minimum) {
    this.attributeType = attributeType;
    this.algorithm = algorithm;
    this.length = length;
    this.minimum = minimum;
  }

  int attributeType() {
    return attributeType;
  }

  /** Which hash the message carries, the stronger where both stand; null for none. */
  public static @Nullable MessageIntegrity of(ByteBuf message) {
    if (SHA256.isIn(message)) {
      return SHA256;
    }
    return SHA1.isIn(message) ? SHA1 : null;
  }

  private boolean isIn(ByteBuf message) {
    return AttributeScan.find(message, attributeType) >= 0;
  }

  /** Checks the hash of the message that fills {@code message}, in constant time. */
  public Verdict verify(ByteBuf message, byte[] key) {
    int at = AttributeScan.find(message, attributeType);
    if (at < 0) {
      return Verdict.ABSENT;
    }
    int given = message.getUnsignedShort(at + 2);
    if (given < minimum || given > length || (given & 3) != 0) {
      return Verdict.INVALID;
    }
    byte[] claimed = new byte[given];
    message.getBytes(at + 4, claimed);
    byte[] whole = hash(message, message.readerIndex(), at, given, key);
    byte[] expected = given == length ? whole : java.util.Arrays.copyOf(whole, given);
    return MessageDigest.isEqual(claimed, expected) ? Verdict.VALID : Verdict.INVALID;
  }

  /** Appends the attribute to the message that starts at {@code start} and fixes its length. */
  void append(ByteBuf out, int start, byte[] key) {
    byte[] hash = hash(out, start, out.writerIndex(), length, key);
    out.writeShort(attributeType).writeShort(length).writeBytes(hash);
    StunEncoder.setLength(out, start);
  }

  private byte[] hash(ByteBuf message, int start, int end, int valueLength, byte[] key) {
    byte[] covered = new byte[end - start];
    message.getBytes(start, covered);
    int claimed = end - start - StunDecoder.HEADER_LENGTH + 4 + valueLength;
    covered[2] = (byte) (claimed >> 8);
    covered[3] = (byte) claimed;
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
      return mac.doFinal(covered);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is missing from this Java", e);
    }
  }

  /**
   * The key of the long-term mechanism: MD5 for {@link #SHA1}, SHA-256 for {@link #SHA256} (RFC
   * 8489 section 18.5.1), of {@code username:realm:password}.
   */
  public byte[] longTermKey(String username, String realm, String password) {
    String joined = username + ":" + realm + ":" + password;
    try {
      return MessageDigest.getInstance(this == SHA1 ? "MD5" : "SHA-256")
          .digest(joined.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("MD5 or SHA-256 is missing from this Java", e);
    }
  }
}
