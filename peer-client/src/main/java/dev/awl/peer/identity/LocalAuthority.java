package dev.awl.peer.identity;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * This peer's own certificate authority, for the TLS that ends here. Its key and certificate are
 * kept in {@code home/ftp-ca.pem}; clients import the certificate once.
 */
public final class LocalAuthority {

  private static final String NAME = "ftp-ca";

  /** A clock that is behind must not find it too young. */
  private static final Duration BEFORE = Duration.ofDays(1);

  private static final Duration LIFE = Duration.ofDays(3650);

  /** How long what it issues is good for; more than 398 days is refused by some clients. */
  public static final Duration ISSUED_LIFE = Duration.ofDays(397);

  private static final int SERIAL_BITS = 127;

  private final Identity keys;

  private LocalAuthority(Identity keys) {
    this.keys = keys;
  }

  /** A certificate that it has signed, and its key. */
  public record Issued(PrivateKey key, X509Certificate certificate) {}

  /**
   * The authority kept in this directory; made there, with mode 0600, when there is none.
   *
   * @throws IdentityException with one line for people: what is wrong with the file
   */
  public static LocalAuthority loadOrCreate(Path home) throws IdentityException {
    return new LocalAuthority(
        new IdentityFile(home, NAME, "FTP authority", LocalAuthority::generate).loadOrCreate());
  }

  private static Identity generate() {
    try {
      KeyPair pair = Identity.newKeyPair();
      // The same name for two peers would make clients mix their authorities up.
      X500Name name = new X500Name("CN=awl ftp " + serial().toString(16).substring(0, 8));
      X509v3CertificateBuilder builder =
          builder(name, name, pair.getPublic(), LIFE)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return Identity.of(pair.getPrivate(), sign(builder, pair.getPrivate()));
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("this Java cannot make an authority", e);
    }
  }

  public X509Certificate certificate() {
    return keys.certificate();
  }

  /** The certificate as clients import it. */
  public String pem() {
    try {
      return Pem.write("CERTIFICATE", certificate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  /** A certificate for a server with these names and addresses, with a key of its own. */
  public Issued issue(Set<String> names) {
    try {
      KeyPair pair = Identity.newKeyPair();
      GeneralName[] alternatives =
          names.stream().map(LocalAuthority::alternative).toArray(GeneralName[]::new);
      X500Name issuer = X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
      JcaX509ExtensionUtils keyNames = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          builder(issuer, new X500Name("CN=awl ftp bridge"), pair.getPublic(), ISSUED_LIFE)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  keyNames.createAuthorityKeyIdentifier(certificate().getPublicKey()))
              .addExtension(
                  Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
      return new Issued(pair.getPrivate(), sign(builder, keys.privateKey()));
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("this Java cannot sign a certificate", e);
    }
  }

  private static GeneralName alternative(String name) {
    boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Duration life)
      throws GeneralSecurityException, CertIOException {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
            issuer, serial(), Date.from(now.minus(BEFORE)), Date.from(now.plus(life)), subject, key)
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("cannot sign a certificate", e);
    }
  }
}
