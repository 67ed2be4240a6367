package dev.awl.cli.up;

import dev.awl.cli.AwlException;
import dev.awl.cli.FtpsFiles;
import dev.awl.peer.tls.Fingerprint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the {@code ftps} keys of a table, and the files that they name. */
final class FtpsKeys {

  private static final String CERTIFICATE = "ftps-cert";
  private static final String KEY = "ftps-key";
  private static final String AUTHORITIES = "ftps-ca";
  private static final String PINS = "ftps-pin";

  private FtpsKeys() {}

  static Ftps read(TomlReader table) {
    FtpsFiles files =
        new FtpsFiles(table.path(CERTIFICATE), table.path(KEY), table.path(AUTHORITIES));
    Map<String, Set<Fingerprint>> pins = pins(table);
    return new Ftps(
        table.flag("ftps") || files.any() || !pins.isEmpty(),
        at(
            table,
            files.certificate() == null ? KEY : CERTIFICATE,
            () -> files.own(CERTIFICATE, KEY)),
        at(table, AUTHORITIES, () -> files.trusted(AUTHORITIES)),
        pins);
  }

  private static <T> T at(TomlReader table, String key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (AwlException e) {
      throw table.error(key, e.line());
    }
  }

  private static Map<String, Set<Fingerprint>> pins(TomlReader table) {
    Map<String, Set<Fingerprint>> pins = new LinkedHashMap<>();
    for (String service : table.keys(PINS)) {
      TomlReader all = table.all(PINS);
      try {
        pins.put(service, Set.of(Fingerprint.parse(String.valueOf(all.text(service)))));
      } catch (IllegalArgumentException e) {
        throw all.error(service, String.valueOf(e.getMessage()));
      }
    }
    return pins;
  }
}
