package dev.awl.peer.exchange;

import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.SessionId;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A sealed message cut into its parts: head (in the open), ciphertext, signature. */
record Envelope(byte[] head, byte[] ciphertext, byte[] signature) {

  static final byte VERSION = 1;
  static final byte OFFER = 1;
  static final byte ANSWER = 2;

  /** Version, type, session. */
  static final int PREAMBLE_LENGTH = 2 + SessionId.LENGTH;

  static final int OFFER_HEAD = PREAMBLE_LENGTH + PeerKey.LENGTH + PeerKey.POINT_LENGTH;
  static final int ANSWER_HEAD = PREAMBLE_LENGTH + PeerKey.POINT_LENGTH;

  private static final int TAG_LENGTH = 16;

  static byte[] preamble(byte type, SessionId session) {
    return Bytes.join(new byte[] {VERSION, type}, session.bytes());
  }

  /** Cuts a message; the session in it must be the one that the rendezvous named. */
  static Envelope cut(byte[] sealed, byte type, int headLength, SessionId session)
      throws ExchangeException {
    String what = type == OFFER ? "the offer" : "the answer";
    if (sealed.length < PREAMBLE_LENGTH) {
      throw new ExchangeException(what + " is too short");
    }
    if (sealed[0] != VERSION) {
      throw new ExchangeException(
          what + " has version " + sealed[0] + "; one of the peers needs a newer awl");
    }
    if (sealed[1] != type) {
      throw new ExchangeException(what + " is another kind of message");
    }
    if (!session.equals(SessionId.of(Arrays.copyOfRange(sealed, 2, PREAMBLE_LENGTH)))) {
      throw new ExchangeException(what + " is for another session");
    }
    int end = sealed.length - PeerKey.SIGNATURE_LENGTH;
    if (end < headLength + TAG_LENGTH) {
      throw new ExchangeException(what + " is too short");
    }
    return new Envelope(
        Arrays.copyOf(sealed, headLength),
        Arrays.copyOfRange(sealed, headLength, end),
        Arrays.copyOfRange(sealed, end, sealed.length));
  }

  byte[] beforeSignature() {
    return Bytes.join(head, ciphertext);
  }

  byte[] bytes() {
    return Bytes.join(head, ciphertext, signature);
  }

  static byte[] encrypt(byte[] key, byte[] head, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, head).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt with AES-GCM", e);
    }
  }

  byte[] decrypt(byte[] key) throws ExchangeException {
    try {
      return cipher(Cipher.DECRYPT_MODE, key, head).doFinal(ciphertext);
    } catch (GeneralSecurityException e) {
      throw new ExchangeException("the content was not sealed for this peer");
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] head) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = new byte[12]; // one message a key
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    cipher.updateAAD(head);
    return cipher;
  }
}
