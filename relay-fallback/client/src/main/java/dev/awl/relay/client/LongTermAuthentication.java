package dev.awl.relay.client;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.Username;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's side of the long-term mechanism (RFC 8489 section 9.2): realm, nonce, key. */
final class LongTermAuthentication {

  // RFC 8489 section 9.2: the hash every server knows; coturn offers no other.
  private static final MessageIntegrity HASH = MessageIntegrity.SHA1;

  private final RelayCredentials credentials;
  private @Nullable String realm;
  private @Nullable String nonce;
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
    nonce = fresh.text();
    if (named != null && !named.text().equals(realm)) {
      realm = named.text();
      key = HASH.longTermKey(credentials.username(), named.text(), credentials.password());
    }
    return true;
  }

  void addTo(List<StunAttribute> attributes) {
    if (realm != null && nonce != null) {
      attributes.add(new Username(credentials.username()));
      attributes.add(new Realm(realm));
      attributes.add(new Nonce(nonce));
    }
  }

  Protection protection() {
    return realm == null ? Protection.NONE : Protection.of(HASH, key);
  }

  /** Whether the bytes were made by somebody who knows our password. */
  boolean isProvenBy(ByteBuf message) {
    return HASH.verify(message, key) == MessageIntegrity.Verdict.VALID;
  }

  /** Whether the bytes claim to be protected, but with another key. */
  boolean isForgedIn(ByteBuf message) {
    return HASH.verify(message, key) == MessageIntegrity.Verdict.INVALID;
  }

  String username() {
    return credentials.username();
  }
}
