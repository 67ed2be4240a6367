package dev.awl.cli.up;

import dev.awl.cli.AwlException;
import dev.awl.cli.FtpsFiles;
import dev.awl.peer.tls.Fingerprint;
import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the {@code ftps} keys of a table, and the files that they name. */
final class FtpsKeys {

  private static final String CERTIFICATE = "ftps-cert";
  private static final String KEY = "ftps-key";
  private static final String AUTHORITIES = "ftps-ca";
  private static final String PINS = "ftps-pin";

  private FtpsKeys() {}

  /** What they say; of those that are wrong, nothing. */
  static Ftps read(TomlReader table, Mistakes mistakes) {
    FtpsFiles files =
        mistakes.or(
            () -> new FtpsFiles(table.path(CERTIFICATE), table.path(KEY), table.path(AUTHORITIES)),
            new FtpsFiles(null, null, null));
    Map<String, Set<Fingerprint>> pins = pins(table, mistakes);
    boolean flag = mistakes.or(() -> table.flag("ftps"), false);
    SslContext own =
        mistakes.orNull(
            () ->
                at(
                    table,
                    files.certificate() == null ? KEY : CERTIFICATE,
                    () -> files.own(CERTIFICATE, KEY)));
    List<X509Certificate> authorities =
        mistakes.or(
            () -> at(table, AUTHORITIES, () -> files.trusted(AUTHORITIES)),
            List.<X509Certificate>of());
    return new Ftps(flag || files.any() || !pins.isEmpty(), own, authorities, pins);
  }

  private static <T> @Nullable T at(
      TomlReader table, String key, Supplier<? extends @Nullable T> reading) {
    try {
      return reading.get();
    } catch (AwlException e) {
      throw table.error(key, e.line());
    }
  }

  private static Map<String, Set<Fingerprint>> pins(TomlReader table, Mistakes mistakes) {
    Map<String, Set<Fingerprint>> pins = new LinkedHashMap<>();
    for (String service : mistakes.or(() -> table.keys(PINS), List.<String>of())) {
      Fingerprint pin = mistakes.orNull(() -> pin(table.all(PINS), service));
      if (pin != null) {
        pins.put(service, Set.of(pin));
      }
    }
    return pins;
  }

  private static Fingerprint pin(TomlReader pins, String service) {
    try {
      return Fingerprint.parse(String.valueOf(pins.text(service)));
    } catch (IllegalArgumentException e) {
      throw pins.error(service, String.valueOf(e.getMessage()));
    }
  }
}
