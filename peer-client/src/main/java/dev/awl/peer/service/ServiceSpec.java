package dev.awl.peer.service;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a service as the command line has it: {@code [NAME=]SCHEME://HOST:PORT}. Without a name it
 * is called SCHEME-PORT.
 */
public final class ServiceSpec {

  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<name>[^=/]*)=)?(?<scheme>[A-Za-z0-9]+)://"
              + "(?:\\[(?<v6>[0-9A-Fa-f:.%]+)]|(?<host>[^:/\\[\\]]+)):(?<port>[0-9]{1,5})"
              + "(?<range>-[0-9]+)?/?");

  private ServiceSpec() {}

  /**
   * The service meant by the text.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static Service parse(String text) {
    Matcher spec = SPEC.matcher(text);
    if (!spec.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a service: write [NAME=]SCHEME://HOST:PORT, as in"
              + " web=http://127.0.0.1:8080");
    }
    String scheme = spec.group("scheme").toLowerCase(Locale.ROOT);
    requireSupported(scheme, text);
    if (spec.group("range") != null) {
      throw new IllegalArgumentException(
          "'" + text + "': port ranges come later; share one port after the other");
    }
    String port = spec.group("port");
    String name = spec.group("name") == null ? scheme + "-" + port : spec.group("name");
    String host = spec.group("v6") == null ? spec.group("host") : spec.group("v6");
    try {
      return new Service(name, scheme, host, Integer.parseInt(port));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  private static void requireSupported(String scheme, String text) {
    switch (scheme) {
      case "tcp", "http", "ssh" -> {}
      case "udp", "ftp", "ftps", "socks5" ->
          throw new IllegalArgumentException(
              "'" + text + "': " + scheme + " comes later; tcp, http and ssh work now");
      default ->
          throw new IllegalArgumentException(
              "'" + text + "': unknown scheme '" + scheme + "'; use tcp, http or ssh");
    }
  }
}
