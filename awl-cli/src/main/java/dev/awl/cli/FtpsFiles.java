package dev.awl.cli;

import dev.awl.peer.tls.BridgeSettings;
import dev.awl.peer.tls.Fingerprint;
import dev.awl.peer.tls.TlsBridge;
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
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the --ftps options say, not read yet.
 *
 * @param wanted whether TLS ends here also for ftp:// services; anything else here implies it
 * @param certificate what clients see, and its key; null: this peer's own authority issues one
 * @param authorities of servers; null: those that Java trusts
 * @param pins certificates of servers, by service
 */
record FtpsFiles(
    boolean wanted,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path authorities,
    Map<String, Set<Fingerprint>> pins) {

  /** Reads the files; one that cannot be used is a usage error that names it. */
  TlsBridge bridge(Path home) {
    boolean any =
        wanted || certificate != null || key != null || authorities != null || !pins.isEmpty();
    List<X509Certificate> trusted = authorities == null ? List.of() : read(authorities);
    return new TlsBridge(new BridgeSettings(home, own(), trusted, pins, any));
  }

  private @Nullable SslContext own() {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw AwlException.usage("--ftps-cert and --ftps-key go together");
    }
    return new TlsFiles(certificate, key).read("--ftps-cert", "--ftps-key");
  }

  private static List<X509Certificate> read(Path file) {
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(each -> found.add((X509Certificate) each));
    } catch (IOException | CertificateException e) {
      throw AwlException.usage("cannot use --ftps-ca " + file + ": " + Failures.describe(e));
    }
    if (found.isEmpty()) {
      throw AwlException.usage("cannot use --ftps-ca " + file + ": no certificate in it");
    }
    return found;
  }
}
