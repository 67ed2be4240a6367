package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.RegistrationProof;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** A key pair that registers. */
final class TestPeer {

  static final String SERVER = "rendezvous.example:80";

  private final KeyPair pair;
  private final PeerKey key;

  TestPeer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
      key = PeerKey.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  PeerId id() {
    return key.id();
  }

  PeerKey key() {
    return key;
  }

  Register register(byte[] nonce) {
    return register(nonce, true);
  }

  /** Proves the key as a caller, not to be found. */
  Register call(byte[] nonce) {
    return register(nonce, false);
  }

  private Register register(byte[] nonce, boolean reachable) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(RegistrationProof.signedBytes(nonce, SERVER));
      return new Register(key.subjectPublicKeyInfo(), SERVER, signature.sign(), "test", reachable);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
