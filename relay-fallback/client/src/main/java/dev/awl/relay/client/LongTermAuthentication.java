package dev.awl.relay.client;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.NonceCookie;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.PasswordAlgorithm;
import dev.awl.wire.stun.attribute.PasswordAlgorithms;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.Username;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's side of the long-term mechanism (RFC 8489 section 9.2): realm, nonce, key. */
final class LongTermAuthentication {

  private final RelayCredentials credentials;
  private @Nullable String realm;
  private @Nullable String nonce;
  private @Nullable PasswordAlgorithms offered;

  /** For the key and the messages alike; SHA-1 with MD5 until a server offers better. */
  private MessageIntegrity hash = MessageIntegrity.SHA1;

  private byte[] key = new byte[0];

  LongTermAuthentication(RelayCredentials credentials) {
    this.credentials = credentials;
  }

  /** Takes realm and nonce of a 401 or 438; false when the answer lacks what RFC 8489 demands. */
  boolean challenge(StunMessage error) {
    Nonce fresh = error.find(Nonce.class);
    Realm named = error.find(Realm.class);
    if (fresh == null || (named == null && realm == null)) {
      return false;
    }
    PasswordAlgorithms algorithms = null;
    if (NonceCookie.offersPasswordAlgorithms(fresh.text())) {
      algorithms = error.find(PasswordAlgorithms.class);
      if (algorithms == null) {
        return false; // somebody took them out (RFC 8489 section 9.2.5)
      }
    }
    learn(named == null ? realm : named.text(), fresh.text(), algorithms);
    return true;
  }

  private void learn(
      @Nullable String newRealm, String newNonce, @Nullable PasswordAlgorithms algorithms) {
    nonce = newNonce;
    offered = algorithms;
    boolean strong =
        algorithms != null && algorithms.algorithms().contains(PasswordAlgorithm.SHA256);
    MessageIntegrity newHash = strong ? MessageIntegrity.SHA256 : MessageIntegrity.SHA1;
    if (newRealm != null && (newHash != hash || !newRealm.equals(realm))) {
      key = newHash.longTermKey(credentials.username(), newRealm, credentials.password());
      realm = newRealm;
      hash = newHash;
    }
  }

  void addTo(List<StunAttribute> attributes) {
    if (realm != null && nonce != null) {
      attributes.add(new Username(credentials.username()));
      attributes.add(new Realm(realm));
      attributes.add(new Nonce(nonce));
      if (offered != null && hash == MessageIntegrity.SHA256) {
        attributes.add(offered);
        attributes.add(new PasswordAlgorithm(PasswordAlgorithm.SHA256));
      }
    }
  }

  Protection protection() {
    return realm == null ? Protection.NONE : Protection.of(hash, key);
  }

  /**
   * Whether the answer to a request that was protected like this is not the server's (RFC 8489
   * section 9.2.5). A success must prove the password. Errors need not: 401 and 438 cannot, and
   * nobody off the path knows the transaction ID.
   */
  boolean isForged(StunMessage answer, ByteBuf bytes, Protection request) {
    if (request.integrity() == null) {
      return false;
    }
    return answer.type() == StunClass.SUCCESS_RESPONSE
        ? hash.verify(bytes, key) != MessageIntegrity.Verdict.VALID
        : answer.errorCode() != 401
            && answer.errorCode() != 438
            && hash.verify(bytes, key) == MessageIntegrity.Verdict.INVALID;
  }

  String username() {
    return credentials.username();
  }
}
