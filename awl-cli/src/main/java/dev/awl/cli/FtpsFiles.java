package dev.awl.cli;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of FTPS, not read yet. One that cannot be used is a usage error that names it, and what
 * the user calls it.
 *
 * @param certificate what clients see, and its key; null: this peer's own authority issues one
 * @param authorities of servers; null: those that Java trusts
 */
public record FtpsFiles(
    @Nullable Path certificate, @Nullable Path key, @Nullable Path authorities) {

  /** Whether any is named. */
  public boolean any() {
    return certificate != null || key != null || authorities != null;
  }

  /** What clients see; null: this peer's own authority issues one. */
  public @Nullable SslContext own(String certificateName, String keyName) {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw AwlException.usage(certificateName + " and " + keyName + " go together");
    }
    return new TlsFiles(certificate, key).read(certificateName, keyName);
  }

  /** The authorities of servers; empty: those that Java trusts. */
  public List<X509Certificate> trusted(String name) {
    List<X509Certificate> found = new ArrayList<>();
    if (authorities == null) {
      return found;
    }
    try (InputStream in = Files.newInputStream(authorities)) {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(each -> found.add((X509Certificate) each));
    } catch (IOException | CertificateException e) {
      throw AwlException.usage(
          "cannot use " + name + " " + authorities + ": " + Failures.describe(e));
    }
    if (found.isEmpty()) {
      throw AwlException.usage("cannot use " + name + " " + authorities + ": no certificate in it");
    }
    return found;
  }
}
