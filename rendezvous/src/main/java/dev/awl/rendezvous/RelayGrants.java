package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Issues time-limited relay credentials (draft-uberti-behave-turn-rest-00, coturn's {@code
 * use-auth-secret}): the relay needs no list of users, only the secret.
 */
final class RelayGrants {

  private volatile @Nullable String secret;
  private final Duration ttl;
  private final Clock clock;

  RelayGrants(@Nullable String secret, Duration ttl, Clock clock) {
    this.secret = secret;
    this.ttl = ttl;
    this.clock = clock;
  }

  /** From now on grants are made from this secret. */
  void change(String current) {
    secret = current;
  }

  /** How long after a grant the next one is due: early enough for a peer that misses one. */
  Duration renewAfter() {
    return ttl.multipliedBy(2).dividedBy(3);
  }

  boolean areGiven() {
    return secret != null;
  }

  /** A grant from now on; null where no secret is shared. */
  @Nullable RelayGrant issue(PeerId peer) {
    String current = secret;
    if (current == null) {
      return null;
    }
    long until = clock.instant().plus(ttl).getEpochSecond();
    String username = until + ":" + peer.brief();
    return new RelayGrant(username, password(current, username), (int) ttl.toSeconds());
  }

  private static String password(String secret, String username) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1"); // the draft's; the relay must compute the same
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA1 is missing from this Java", e);
    }
  }
}
