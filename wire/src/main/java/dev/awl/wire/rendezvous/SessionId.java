package dev.awl.wire.rendezvous;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Names one attempt of two peers to meet: 16 random bytes, chosen by the initiator. */
public final class SessionId {

  /** In bytes. */
  public static final int LENGTH = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private SessionId(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A fresh ID. */
  public static SessionId random() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return new SessionId(bytes);
  }

  /** The ID with these 16 bytes. */
  public static SessionId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a session ID has 16 bytes, not " + bytes.length);
    }
    return new SessionId(bytes.clone());
  }

  /**
   * Reads the text form, 32 hexadecimal digits.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static SessionId parse(String text) {
    if (text.length() != 2 * LENGTH) {
      throw new IllegalArgumentException("a session ID has 32 hexadecimal digits");
    }
    return new SessionId(HexFormat.of().parseHex(text));
  }

  /** The 16 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
