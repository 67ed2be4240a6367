package dev.awl.relay.server;

import dev.awl.wire.stun.MessageIntegrity;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Knows passwords: fixed ones, and time-limited ones that carry their end in the name ({@code
 * expiry:name}, draft-uberti-behave-turn-rest-00), as coturn's {@code --use-auth-secret}.
 */
final class Authenticator {

  private final InstantSource clock;
  private volatile RelayUsers users;

  Authenticator(RelayUsers users, InstantSource clock) {
    this.users = users;
    this.clock = clock;
  }

  /** From now on these users. */
  void reload(RelayUsers current) {
    users = current;
  }

  String realm() {
    return users.realm();
  }

  /**
   * The key that proves {@code message} comes from {@code username}; null when nothing does.
   *
   * @param algorithm whose {@link MessageIntegrity#longTermKey} the client says it used
   */
  byte @Nullable [] keyThatProves(String username, MessageIntegrity algorithm, ByteBuf message) {
    RelayUsers current = users;
    for (String password : passwordsOf(current, username)) {
      byte[] key = algorithm.longTermKey(username, current.realm(), password);
      if (proves(key, message)) {
        return key;
      }
    }
    return null;
  }

  /** Checks the stronger hash where a message carries both. */
  boolean proves(byte[] key, ByteBuf message) {
    MessageIntegrity hash = MessageIntegrity.of(message);
    return hash != null && hash.verify(message, key) == MessageIntegrity.Verdict.VALID;
  }

  /** Whose quota a name counts against: every credential of one user is one user. */
  static String accountOf(String username) {
    int colon = username.indexOf(':');
    return colon < 0 ? username : username.substring(colon + 1);
  }

  private List<String> passwordsOf(RelayUsers current, String username) {
    String fixed = current.passwords().get(username);
    if (fixed != null) {
      return List.of(fixed);
    }
    if (!isStillGood(username)) {
      return List.of();
    }
    List<String> passwords = new ArrayList<>(current.secrets().size());
    current.secrets().forEach(secret -> passwords.add(timeLimitedPassword(secret, username)));
    return passwords;
  }

  private boolean isStillGood(String username) {
    int colon = username.indexOf(':');
    try {
      long expiry = Long.parseLong(colon < 0 ? username : username.substring(0, colon));
      return clock.instant().isBefore(Instant.ofEpochSecond(expiry));
    } catch (NumberFormatException | java.time.DateTimeException noTime) {
      return false;
    }
  }

  static String timeLimitedPassword(String secret, String username) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA1 is missing from this Java", e);
    }
  }
}
