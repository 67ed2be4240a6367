package dev.awl.relay.server;

import dev.awl.wire.stun.NonceCookie;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: the time of issue and a keyed hash of it and of the source, in 16
 * characters. Only who receives at the source address can know one that is valid for it.
 *
 * <pre>
 *  base64url( seconds: 4 bytes | HMAC-SHA256(key, seconds, port, address): first 8 bytes )
 * </pre>
 *
 * <p>Behind a {@link NonceCookie} where the challenge offers password algorithms; the hash covers
 * that fact.
 */
final class NonceIssuer {

  /** Long enough to spare clients, short enough to make an overheard nonce useless. */
  static final Duration LIFETIME = Duration.ofHours(1);

  private static final int TAG_LENGTH = 8;
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;

  /** With a key of its own: nonces of a former process are stale. */
  NonceIssuer(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** A nonce without security features. */
  String issue(long now, InetSocketAddress source) {
    return issue(now, source, false);
  }

  /** A nonce that says, so that nobody can unsay it, that the challenge names algorithms. */
  String issueWithPasswordAlgorithms(long now, InetSocketAddress source) {
    return NonceCookie.withPasswordAlgorithms(issue(now, source, true));
  }

  private String issue(long now, InetSocketAddress source, boolean algorithms) {
    int seconds = seconds(now);
    byte[] tag = tag(seconds, source, algorithms);
    return ENCODER.encodeToString(
        ByteBuffer.allocate(4 + TAG_LENGTH).putInt(seconds).put(tag).array());
  }

  /** Whether this issuer made the nonce for that source within {@link #LIFETIME}. */
  boolean isValid(long now, InetSocketAddress source, String nonce) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(NonceCookie.rest(nonce));
    } catch (IllegalArgumentException notOurs) {
      return false;
    }
    if (bytes.length != 4 + TAG_LENGTH) {
      return false;
    }
    int issued = ByteBuffer.wrap(bytes).getInt();
    int age = seconds(now) - issued;
    byte[] claimed = Arrays.copyOfRange(bytes, 4, bytes.length);
    return MessageDigest.isEqual(
            claimed, tag(issued, source, NonceCookie.offersPasswordAlgorithms(nonce)))
        && age >= 0
        && age < LIFETIME.toSeconds();
  }

  private static int seconds(long now) {
    return (int) Duration.ofNanos(now).toSeconds();
  }

  private byte[] tag(int seconds, InetSocketAddress source, boolean algorithms) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(
          ByteBuffer.allocate(8)
              .putInt(seconds)
              .putInt(source.getPort() | (algorithms ? 1 << 16 : 0))
              .flip());
      return Arrays.copyOf(mac.doFinal(source.getAddress().getAddress()), TAG_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is missing from this Java", e);
    }
  }
}
