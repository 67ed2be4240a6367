package dev.awl.cli;

import dev.awl.peer.tls.BridgeSettings;
import dev.awl.peer.tls.Fingerprint;
import dev.awl.peer.tls.TlsBridge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How FTP's TLS ends here and begins anew towards the server. */
final class FtpsOptions {

  @Option(
      names = "--ftps",
      description =
          "End TLS here also for ftp:// services whose client asks for it; the other --ftps"
              + " options imply it.")
  private boolean wanted;

  @Option(
      names = "--ftps-cert",
      paramLabel = "FILE",
      description =
          "The certificate chain that FTPS clients see, PEM (default: one by this peer's own"
              + " authority, see `awl ftp-ca`).")
  private @Nullable Path certificate;

  @Option(
      names = "--ftps-key",
      paramLabel = "FILE",
      description = "The key of --ftps-cert, PEM, PKCS#8.")
  private @Nullable Path key;

  @Option(
      names = "--ftps-ca",
      paramLabel = "FILE",
      description =
          "The authorities that may vouch for FTPS servers, PEM (default: those that Java trusts).")
  private @Nullable Path authorities;

  @Option(
      names = "--ftps-pin",
      paramLabel = "SERVICE=SHA256",
      converter = PinConverter.class,
      description =
          "The fingerprint of the certificate that this service's server shows, where no authority"
              + " vouches for it. May be repeated.")
  private List<Pin> pins = new ArrayList<>();

  /** A service and a certificate it may show. */
  record Pin(String service, Fingerprint fingerprint) {}

  /** Reads the files; one that cannot be used is a usage error that names it. */
  TlsBridge bridge(Path home) {
    Map<String, Set<Fingerprint>> byService = new HashMap<>();
    pins.forEach(
        each ->
            byService
                .computeIfAbsent(each.service(), service -> new HashSet<>())
                .add(each.fingerprint()));
    FtpsFiles files = new FtpsFiles(certificate, key, authorities);
    return new TlsBridge(
        new BridgeSettings(
            home,
            files.own("--ftps-cert", "--ftps-key"),
            files.trusted("--ftps-ca"),
            byService,
            wanted || files.any() || !byService.isEmpty()));
  }

  /** Reads SERVICE=SHA256. */
  static final class PinConverter implements ITypeConverter<Pin> {
    @Override
    public Pin convert(String text) {
      int sign = text.indexOf('=');
      if (sign < 1) {
        throw new TypeConversionException("'" + text + "' is not SERVICE=SHA256");
      }
      try {
        return new Pin(text.substring(0, sign), Fingerprint.parse(text.substring(sign + 1)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
