package dev.awl.peer.pairing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKECurves;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKEParticipant;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound1Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound2Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound3Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECSchnorrZKP;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * ECJPAKE on P-256 as bytes. A point has 65 bytes, uncompressed; a proof is a point and a scalar of
 * 32 bytes; round 1 is two points and their proofs, round 2 one of each, round 3 a MAC.
 *
 * <p>The names of the participants are the roles and stay off the wire: each side knows which one
 * the other must have, and a letter sent back to its author does not pass for one of the other's.
 */
final class Pake {

  private static final int POINT = 65;
  private static final int SCALAR = 32;
  private static final int PROOF = POINT + SCALAR;
  static final int ROUND_1 = 2 * POINT + 2 * PROOF;
  static final int ROUND_2 = POINT + PROOF;

  /** HMAC-SHA256, which Bouncy Castle takes for a signed number. */
  static final int MAC = 32;

  private static final byte UNCOMPRESSED = 4;

  private final ECJPAKEParticipant participant;
  private final String other;
  private byte @Nullable [] first;
  private byte @Nullable [] second;
  private byte[] mac = new byte[0];
  private BigInteger key = BigInteger.ZERO;

  Pake(PairingRole self, PairingCode code) {
    participant =
        new ECJPAKEParticipant(
            self.toString(), code.toString().toCharArray(), ECJPAKECurves.NIST_P256);
    other = self.other().toString();
  }

  byte[] round1() {
    if (first == null) {
      first = makeRound1();
    }
    return first;
  }

  private byte[] makeRound1() {
    ECJPAKERound1Payload round = participant.createRound1PayloadToSend();
    ByteArrayOutputStream out = new ByteArrayOutputStream(ROUND_1);
    write(round.getGx1(), out);
    write(round.getGx2(), out);
    write(round.getKnowledgeProofForX1(), out);
    write(round.getKnowledgeProofForX2(), out);
    return out.toByteArray();
  }

  void round1(ByteBuffer in) throws CryptoException {
    round1(); // the participant makes none once it has seen the other one's
    participant.validateRound1PayloadReceived(
        new ECJPAKERound1Payload(other, point(in), point(in), proof(in), proof(in)));
  }

  byte[] round2() {
    if (second == null) {
      second = makeRound2();
    }
    return second;
  }

  private byte[] makeRound2() {
    ECJPAKERound2Payload round = participant.createRound2PayloadToSend();
    ByteArrayOutputStream out = new ByteArrayOutputStream(ROUND_2);
    write(round.getA(), out);
    write(round.getKnowledgeProofForX2s(), out);
    return out.toByteArray();
  }

  /** After this there is a key, the same on both sides if the codes are. */
  void round2(ByteBuffer in) throws CryptoException {
    round2(); // likewise
    participant.validateRound2PayloadReceived(
        new ECJPAKERound2Payload(other, point(in), proof(in)));
    key = participant.calculateKeyingMaterial();
    mac = makeMac();
  }

  /** Our proof of the key; shown to who has proven it first, or to whom we call. */
  byte[] mac() {
    return mac;
  }

  private byte[] makeMac() {
    byte[] number = participant.createRound3PayloadToSend(key).getMacTag().toByteArray();
    byte[] made = new byte[MAC];
    // Sign-extended: a MAC that begins with zeros, or ones, is a shorter number.
    Arrays.fill(made, number[0] < 0 ? (byte) -1 : 0);
    System.arraycopy(number, 0, made, MAC - number.length, number.length);
    return made;
  }

  /** Whether the other side has the same key, hence knows the code. */
  boolean confirms(ByteBuffer in) {
    BigInteger theirs = new BigInteger(bytes(in, MAC));
    try {
      participant.validateRound3PayloadReceived(new ECJPAKERound3Payload(other, theirs), key);
      return true;
    } catch (CryptoException e) {
      return false;
    }
  }

  /** The key as 32 bytes: the x coordinate of the shared point. */
  byte[] key() {
    return BigIntegers.asUnsignedByteArray(SCALAR, key);
  }

  private static void write(ECPoint point, ByteArrayOutputStream out) {
    out.writeBytes(point.getEncoded(false));
  }

  private static void write(ECSchnorrZKP proof, ByteArrayOutputStream out) {
    write(proof.getV(), out);
    out.writeBytes(BigIntegers.asUnsignedByteArray(SCALAR, proof.getr()));
  }

  /** A point of the curve and not infinity; the participant checks the rest. */
  private static ECPoint point(ByteBuffer in) throws CryptoException {
    byte[] encoded = bytes(in, POINT);
    if (encoded[0] != UNCOMPRESSED) {
      throw new CryptoException("not an uncompressed point");
    }
    try {
      return ECJPAKECurves.NIST_P256.getCurve().decodePoint(encoded);
    } catch (IllegalArgumentException e) {
      throw new CryptoException("not a point of P-256");
    }
  }

  private static ECSchnorrZKP proof(ByteBuffer in) throws CryptoException {
    return SchnorrProof.of(point(in), new BigInteger(1, bytes(in, SCALAR)));
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
