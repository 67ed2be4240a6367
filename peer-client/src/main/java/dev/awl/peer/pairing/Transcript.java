package dev.awl.peer.pairing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * All letters of a pairing so far, and the keys that follow from them and the PAKE's key: {@code T}
 * and {@code key(label)} of the package's documentation.
 */
final class Transcript {

  private static final int KEY = 32;
  private static final int TAG_BITS = 128;
  private static final byte[] NONCE = new byte[12]; // one message a key

  private final MessageDigest digest;

  Transcript() {
    digest = sha256();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Takes the next letter in, sent or received. */
  void add(byte[] letter) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(letter.length).array());
    digest.update(letter);
  }

  private byte[] hash() {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
    }
  }

  byte[] key(byte[] secret, String label) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    byte[] info = ("awl pairing v1 " + label).getBytes(StandardCharsets.US_ASCII);
    generator.init(new HKDFParameters(secret, hash(), info));
    byte[] key = new byte[KEY];
    generator.generateBytes(key, 0, KEY);
    return key;
  }

  byte[] seal(byte[] secret, String label, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key(secret, label)).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt with AES-GCM", e);
    }
  }

  /** What was sealed; fails where key, letters so far or the content differ. */
  byte[] open(byte[] secret, String label, byte[] sealed) throws GeneralSecurityException {
    if (8 * sealed.length < TAG_BITS) { // some Javas throw an unchecked exception here
      throw new GeneralSecurityException("too short for a tag");
    }
    return cipher(Cipher.DECRYPT_MODE, key(secret, label)).doFinal(sealed);
  }

  private static Cipher cipher(int mode, byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, NONCE));
    return cipher;
  }
}
