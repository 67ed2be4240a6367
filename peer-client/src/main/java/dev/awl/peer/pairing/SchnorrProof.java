package dev.awl.peer.pairing;

import java.lang.reflect.Constructor;
import java.math.BigInteger;
import org.bouncycastle.crypto.agreement.ecjpake.ECSchnorrZKP;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Makes Bouncy Castle's proof object from the two values on the wire.
 *
 * <p>Its only constructor is package-private (1.86), although a proof that comes from another
 * machine has no other way in; a class in that package is no way either, for the jar is signed.
 */
final class SchnorrProof {

  private static final Constructor<ECSchnorrZKP> MAKE = constructor();

  private SchnorrProof() {}

  private static Constructor<ECSchnorrZKP> constructor() {
    try {
      Constructor<ECSchnorrZKP> found =
          ECSchnorrZKP.class.getDeclaredConstructor(ECPoint.class, BigInteger.class);
      found.setAccessible(true);
      return found;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("this Bouncy Castle's proofs are made in another way", e);
    }
  }

  static ECSchnorrZKP of(ECPoint v, BigInteger r) {
    try {
      return MAKE.newInstance(v, r);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Bouncy Castle's proofs are made in another way", e);
    }
  }
}
