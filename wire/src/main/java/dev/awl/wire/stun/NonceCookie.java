package dev.awl.wire.stun;

import java.util.Base64;

/**
 * The start of a NONCE that says which security features its server has (RFC 8489 section 9.2), so
 * that nobody on the way can take them out of a challenge unseen.
 *
 * <pre>
 *  "obMatJos2" | base64(features: 24 bits, bit 0 leftmost) | the rest of the nonce
 * </pre>
 */
public final class NonceCookie {

  private static final String MARK = "obMatJos2"; // RFC 8489 section 9.2
  private static final int LENGTH = MARK.length() + 4;

  /** Bit 0: the server sends PASSWORD-ALGORITHMS (RFC 8489 section 18.1). */
  private static final int PASSWORD_ALGORITHMS = 0x80;

  private NonceCookie() {}

  /** Puts the feature "password algorithms" before a nonce. */
  public static String withPasswordAlgorithms(String rest) {
    byte[] features = {(byte) PASSWORD_ALGORITHMS, 0, 0};
    return MARK + Base64.getEncoder().encodeToString(features) + rest;
  }

  public static boolean offersPasswordAlgorithms(String nonce) {
    if (nonce.length() < LENGTH || !nonce.startsWith(MARK)) {
      return false;
    }
    try {
      byte[] features = Base64.getDecoder().decode(nonce.substring(MARK.length(), LENGTH));
      return features.length == 3 && (features[0] & PASSWORD_ALGORITHMS) != 0;
    } catch (IllegalArgumentException noFeatures) {
      return false;
    }
  }

  /** What follows the cookie; the whole nonce where there is none. */
  public static String rest(String nonce) {
    return offersPasswordAlgorithms(nonce) ? nonce.substring(LENGTH) : nonce;
  }
}
