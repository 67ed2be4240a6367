package dev.awl.peer.pairing;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.PeerKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * A peer's key, its signature by it over this very pairing, and its name, as bytes: 91, 64, and the
 * rest in UTF-8.
 */
final class Introduction {

  private Introduction() {}

  static byte[] write(Identity self, String name, PairingRole role, byte[] proofKey) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(PeerKey.LENGTH + PeerKey.SIGNATURE_LENGTH + text.length)
        .put(self.subjectPublicKeyInfo())
        .put(self.sign(signed(role, proofKey)))
        .put(text)
        .array();
  }

  /** The peer that introduces itself; fails where it has not the key it shows. */
  static PairedPeer read(byte[] bytes, PairingRole role, byte[] proofKey)
      throws GeneralSecurityException {
    int nameAt = PeerKey.LENGTH + PeerKey.SIGNATURE_LENGTH;
    if (bytes.length < nameAt || bytes.length > nameAt + PairedPeer.MAX_NAME) {
      throw new GeneralSecurityException("an introduction of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] spki = new byte[PeerKey.LENGTH];
    byte[] signature = new byte[PeerKey.SIGNATURE_LENGTH];
    in.get(spki).get(signature);
    PeerKey key = PeerKey.ofSubjectPublicKeyInfo(spki);
    if (!key.verifies(signed(role, proofKey), signature)) {
      throw new GeneralSecurityException("the signature is not the key's");
    }
    String name = StandardCharsets.UTF_8.decode(in).toString();
    return new PairedPeer(key.id(), name.replaceAll("[^\\p{Alnum}\\p{L}._-]", "-"));
  }

  private static byte[] signed(PairingRole role, byte[] proofKey) {
    byte[] domain = ("awl pairing v1 " + role + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(domain.length + proofKey.length).put(domain).put(proofKey).array();
  }
}
