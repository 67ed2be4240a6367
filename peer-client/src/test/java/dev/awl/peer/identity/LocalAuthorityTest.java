package dev.awl.peer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority whose certificates FTPS clients see. */
class LocalAuthorityTest {

  @TempDir private Path home;

  @Test
  void stays_the_same_and_its_key_is_for_its_owner_alone() throws Exception {
    LocalAuthority made = LocalAuthority.loadOrCreate(home);

    assertThat(LocalAuthority.loadOrCreate(home).certificate()).isEqualTo(made.certificate());
    assertThat(Files.getPosixFilePermissions(home.resolve("ftp-ca.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(made.pem())
        .startsWith("-----BEGIN CERTIFICATE-----\n")
        .doesNotContain("PRIVATE")
        .endsWith("-----END CERTIFICATE-----\n");
  }

  @Test
  void is_not_this_peers_identity() throws Exception {
    Identity identity = Identity.loadOrCreate(home);

    assertThat(LocalAuthority.loadOrCreate(home).certificate().getPublicKey().getEncoded())
        .isNotEqualTo(identity.subjectPublicKeyInfo());
    assertThat(Identity.loadOrCreate(home).id()).isEqualTo(identity.id());
  }

  @Test
  void vouches_for_what_it_issues_under_these_names() throws Exception {
    LocalAuthority authority = LocalAuthority.loadOrCreate(home);
    LocalAuthority.Issued issued =
        authority.issue(Set.of("192.168.2.2", "2001:db8::2", "localhost"));
    CertPath path =
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(issued.certificate()));
    PKIXParameters trust =
        new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    trust.setRevocationEnabled(false);

    CertPathValidator.getInstance("PKIX").validate(path, trust); // throws if not
    assertThat(issued.certificate().getSubjectAlternativeNames())
        .extracting(each -> String.valueOf(each.get(1)))
        .containsExactlyInAnyOrder("192.168.2.2", "2001:db8:0:0:0:0:0:2", "localhost");
  }

  @Test
  void what_it_issues_can_issue_nothing() throws Exception {
    LocalAuthority authority = LocalAuthority.loadOrCreate(home);

    assertThat(authority.certificate().getBasicConstraints()).isZero(); // nobody below it can
    assertThat(authority.issue(Set.of("localhost")).certificate().getBasicConstraints())
        .isEqualTo(-1);
  }
}
