package dev.awl.peer.identity;

import dev.awl.wire.rendezvous.PeerKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate that carries a peer's key through TLS; the key is pinned, the rest is form. */
final class SelfSignedCertificate {

  /** Peers with a slow clock must not find it too young. */
  private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");

  /** RFC 5280 section 4.1.2.5: the date of a certificate without an end. */
  private static final Instant UNTIL = Instant.parse("9999-12-31T23:59:59Z");

  private static final int SERIAL_BITS = 63;

  private SelfSignedCertificate() {}

  static X509Certificate issue(PrivateKey privateKey, PeerKey key) throws GeneralSecurityException {
    X500Name name = new X500Name("CN=awl " + key.id().brief());
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).max(BigInteger.ONE);
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name, serial, Date.from(FROM), Date.from(UNTIL), name, key.publicKey())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(privateKey)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("cannot sign a certificate", e);
    }
  }
}
