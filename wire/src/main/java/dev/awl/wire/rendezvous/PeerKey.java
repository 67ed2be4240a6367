package dev.awl.wire.rendezvous;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key on P-256 in its one accepted encoding, checked to be a point of the curve.
 *
 * <p>The encoding is the 91-byte SubjectPublicKeyInfo of RFC 5480 with the named curve secp256r1
 * and the uncompressed point: a constant head of 26 bytes, then {@code 04 || x || y}. Only one
 * encoding a key means only one {@link PeerId} a key.
 */
public final class PeerKey {

  /** Bytes of an encoded key. */
  public static final int LENGTH = 91;

  /** Bytes of the point alone. */
  public static final int POINT_LENGTH = 65;

  /** Bytes of a signature: r and s, 32 bytes each (IEEE P1363). DER would not be of one length. */
  public static final int SIGNATURE_LENGTH = 64;

  private static final byte[] HEAD =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private static final String SIGNATURE_ALGORITHM = "SHA256withECDSAinP1363Format";

  private final byte[] encoded;
  private final ECPublicKey key;

  private PeerKey(byte[] encoded, ECPublicKey key) {
    this.encoded = encoded;
    this.key = key;
  }

  /**
   * Reads a SubjectPublicKeyInfo.
   *
   * @throws InvalidKeyException with one line: not P-256, another encoding, not on the curve
   */
  public static PeerKey ofSubjectPublicKeyInfo(byte[] encoded) throws InvalidKeyException {
    if (encoded.length != LENGTH || !Arrays.equals(encoded, 0, HEAD.length, HEAD, 0, HEAD.length)) {
      throw new InvalidKeyException("not an uncompressed P-256 public key");
    }
    try {
      ECPublicKey key =
          (ECPublicKey)
              KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      if (!isOnCurve(key.getW(), key.getParams().getCurve())) {
        throw new InvalidKeyException("the public key is not a point of P-256");
      }
      return new PeerKey(encoded.clone(), key);
    } catch (InvalidKeyException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("not a P-256 public key", e);
    }
  }

  /**
   * Reads an uncompressed point, {@code 04 || x || y}.
   *
   * @throws InvalidKeyException with one line: not a point of P-256
   */
  public static PeerKey ofPoint(byte[] point) throws InvalidKeyException {
    if (point.length != POINT_LENGTH) {
      throw new InvalidKeyException("not an uncompressed P-256 point");
    }
    byte[] encoded = Arrays.copyOf(HEAD, LENGTH);
    System.arraycopy(point, 0, encoded, HEAD.length, POINT_LENGTH);
    return ofSubjectPublicKeyInfo(encoded);
  }

  /**
   * SP 800-56A section 5.6.2.3.3: an unchecked point would let a stranger probe our private key.
   * The cofactor is 1, so a point of the curve is a point of the group.
   */
  private static boolean isOnCurve(ECPoint point, EllipticCurve curve) {
    if (point.equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (x.signum() < 0 || x.compareTo(p) >= 0 || y.signum() < 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  /** The peer this key belongs to. */
  public PeerId id() {
    return PeerId.ofSubjectPublicKeyInfo(encoded);
  }

  /** The 91 bytes. */
  public byte[] subjectPublicKeyInfo() {
    return encoded.clone();
  }

  /** The 65 bytes of the point. */
  public byte[] point() {
    return Arrays.copyOfRange(encoded, HEAD.length, LENGTH);
  }

  /** The key for Java's cryptography. */
  public ECPublicKey publicKey() {
    return key;
  }

  /** Whether {@code signature} is this key's ECDSA with SHA-256 over {@code message}. */
  public boolean verifies(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_LENGTH
        || isZero(signature, 0, SIGNATURE_LENGTH / 2)
        || isZero(signature, SIGNATURE_LENGTH / 2, SIGNATURE_LENGTH)) {
      return false; // r = s = 0 is "valid" for every message on a Java without CVE-2022-21449's fix
    }
    try {
      Signature check = Signature.getInstance(SIGNATURE_ALGORITHM);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return "key of " + id().brief();
  }
}
