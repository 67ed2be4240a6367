package dev.awl.peer.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What makes probes of one session valid: the key of their MESSAGE-INTEGRITY-SHA256 and a USERNAME
 * a direction, all known to the two peers only.
 *
 * <p>Each direction has its own name, so that a probe thrown back at its sender is none of the
 * peer's.
 *
 * @param bytes 32 bytes
 * @param ownUsername in the requests that this side sends
 * @param peerUsername in the requests that the peer sends
 */
public record PunchKey(byte[] bytes, String ownUsername, String peerUsername) {

  /** 12 bytes are 16 characters: short in the packet, and no two sessions share them by chance. */
  private static final int NAME_BYTES = 12;

  static PunchKey ofInitiator(byte[] key) {
    return new PunchKey(key, name(key, "awl probe initiator"), name(key, "awl probe responder"));
  }

  static PunchKey ofResponder(byte[] key) {
    return new PunchKey(key, name(key, "awl probe responder"), name(key, "awl probe initiator"));
  }

  public PunchKey {
    if (bytes.length != KeySchedule.KEY_LENGTH || ownUsername.equals(peerUsername)) {
      throw new IllegalArgumentException("a punch key has 32 bytes and a name a direction");
    }
  }

  private static String name(byte[] key, String domain) {
    byte[] info = domain.getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(KeySchedule.hkdf(key, new byte[0], info, NAME_BYTES));
  }

  /** The names only: this may stand in a log. */
  @Override
  public String toString() {
    return "PunchKey[" + ownUsername + " -> " + peerUsername + "]";
  }
}
