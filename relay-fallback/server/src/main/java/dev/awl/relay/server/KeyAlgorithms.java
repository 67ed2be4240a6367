package dev.awl.relay.server;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.NonceCookie;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.PasswordAlgorithm;
import dev.awl.wire.stun.attribute.PasswordAlgorithms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long-term keys may be made (RFC 8489 section 9.2): SHA-256, or MD5 as older clients do. */
final class KeyAlgorithms {

  static final PasswordAlgorithms OFFER =
      new PasswordAlgorithms(List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5));

  /** What the offer adds to a challenge: the attribute, and the cookie rounded up to words. */
  static final int OFFER_LENGTH = 12 + 16;

  private KeyAlgorithms() {}

  /**
   * Which algorithm a request says it used, by its {@link MessageIntegrity#longTermKey}; null when
   * what it says is not what it was offered (RFC 8489 section 9.2.4: 400).
   */
  static @Nullable MessageIntegrity usedBy(StunMessage request, String nonce) {
    PasswordAlgorithm used = request.find(PasswordAlgorithm.class);
    PasswordAlgorithms offered = request.find(PasswordAlgorithms.class);
    if (used == null && offered == null) {
      return MessageIntegrity.SHA1;
    }
    if (used == null
        || offered == null
        || !NonceCookie.offersPasswordAlgorithms(nonce)
        || !offered.algorithms().equals(OFFER.algorithms())) {
      return null;
    }
    return switch (used.algorithm()) {
      case PasswordAlgorithm.MD5 -> MessageIntegrity.SHA1;
      case PasswordAlgorithm.SHA256 -> MessageIntegrity.SHA256;
      default -> null;
    };
  }
}
