package dev.awl.peer.exchange;

import dev.awl.wire.rendezvous.PeerKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KeyAgreement;

/** A P-256 key pair for one session, kept in memory only. */
final class EphemeralKey {

  private final PrivateKey privateKey;
  private final PeerKey publicKey;

  private EphemeralKey(PrivateKey privateKey, PeerKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  static EphemeralKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      return new EphemeralKey(
          pair.getPrivate(), PeerKey.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make a P-256 key", e);
    }
  }

  PeerKey publicKey() {
    return publicKey;
  }

  byte[] agreeWith(PeerKey other) {
    return agree(privateKey, other);
  }

  /** ECDH: the x coordinate of the shared point, 32 bytes (SP 800-56A section 5.7.1.2). */
  static byte[] agree(PrivateKey own, PeerKey other) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(own);
      agreement.doPhase(other.publicKey(), true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no key agreement on P-256", e); // PeerKey checked the point
    }
  }
}
