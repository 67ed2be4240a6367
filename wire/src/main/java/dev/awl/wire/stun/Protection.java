package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the encoder appends after the attributes: a keyed hash, a fingerprint, both or nothing.
 *
 * @param integrity the hash to use with {@code key}, or null for none
 * @param key the short-term password's bytes or the long-term key (RFC 8489 section 9)
 */
public record Protection(@Nullable MessageIntegrity integrity, byte[] key, boolean fingerprint) {

  public static final Protection NONE = new Protection(null, new byte[0], false);
  public static final Protection FINGERPRINT = new Protection(null, new byte[0], true);

  public static Protection of(MessageIntegrity integrity, byte[] key) {
    return new Protection(integrity, key, false);
  }

  public Protection withFingerprint() {
    return new Protection(integrity, key, true);
  }

  void append(ByteBuf out, int start) {
    if (integrity != null) {
      integrity.append(out, start, key);
    }
    if (fingerprint) {
      Fingerprint.append(out, start);
    }
  }
}
