package dev.awl.peer.identity;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/** This peer's key pair on P-256 and the self-signed certificate that QUIC shows for it. */
public final class Identity {

  private final PrivateKey privateKey;
  private final PeerKey publicKey;
  private final X509Certificate certificate;

  private Identity(PrivateKey privateKey, PeerKey publicKey, X509Certificate certificate) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.certificate = certificate;
  }

  /**
   * The identity kept in {@code home/identity.pem}; made there, with mode 0600, when there is none.
   * Processes that start at the same moment get the same one.
   *
   * @throws IdentityException with one line for people: what is wrong with the file
   */
  public static Identity loadOrCreate(Path home) throws IdentityException {
    return new IdentityFile(home, "identity", "identity", Identity::generate).loadOrCreate();
  }

  /** A fresh identity that is stored nowhere. */
  public static Identity generate() {
    try {
      KeyPair pair = newKeyPair();
      PeerKey key = PeerKey.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded());
      X509Certificate certificate = SelfSignedCertificate.issue(pair.getPrivate(), key);
      return new Identity(pair.getPrivate(), key, certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make a P-256 key", e);
    }
  }

  static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /**
   * The identity made of stored parts.
   *
   * @throws InvalidKeyException where the certificate is not the one of the private key
   */
  static Identity of(PrivateKey privateKey, X509Certificate certificate)
      throws InvalidKeyException {
    PeerKey key = PeerKey.ofSubjectPublicKeyInfo(certificate.getPublicKey().getEncoded());
    Identity identity = new Identity(privateKey, key, certificate);
    byte[] trial = "awl identity check".getBytes(StandardCharsets.US_ASCII);
    if (!key.verifies(trial, identity.sign(trial))) {
      throw new InvalidKeyException("its certificate is not the one of its private key");
    }
    return identity;
  }

  /** The ID other peers know this one by. */
  public PeerId id() {
    return publicKey.id();
  }

  /** The public key. */
  public PeerKey publicKey() {
    return publicKey;
  }

  /** The public key as 91 bytes of SubjectPublicKeyInfo. */
  public byte[] subjectPublicKeyInfo() {
    return publicKey.subjectPublicKeyInfo();
  }

  /** The private key, for TLS and key agreement. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** The self-signed certificate of the public key. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Signs with ECDSA and SHA-256: 64 bytes, r and s (see {@link PeerKey#verifies}). */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with a P-256 key", e);
    }
  }

  @Override
  public String toString() {
    return "identity " + id();
  }
}
