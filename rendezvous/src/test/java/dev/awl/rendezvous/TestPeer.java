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
    return register(nonce, SERVER);
  }

  Register register(byte[] nonce, String server) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(RegistrationProof.signedBytes(nonce, server));
      return new Register(key.subjectPublicKeyInfo(), server, signature.sign(), "test");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
