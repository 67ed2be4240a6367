package dev.awl.peer.service;

import dev.awl.wire.rendezvous.PeerId;
import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service as the command line has it.
 *
 * <pre>
 *   [NAME=]SCHEME://HOST:PORT[-PORT][?OPTION=VALUE[&amp;OPTION=VALUE]...]
 *   [NAME=]socks5://[NETWORK[,NETWORK]...][?...]
 *   [NAME=]ftps-passthrough://HOST:PORT?data=PORT-PORT[&amp;...]
 * </pre>
 *
 * <p>Without a name it is called SCHEME-PORT; without networks, socks5 reaches the private ones.
 * The options are those of {@link SpecOptions}.
 */
public final class ServiceSpec {

  private static final int SOCKS_PORT = 1080; // RFC 1928 section 3

  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<name>[^=/?]*)=)?(?<scheme>[A-Za-z0-9-]+)://(?<target>[^?]*)(?:\\?(?<options>.*))?");

  private static final Pattern TARGET =
      Pattern.compile(
          "(?:\\[(?<v6>[0-9A-Fa-f:.%]+)]|(?<host>[^:/\\[\\]]+)):(?<port>[0-9]{1,5})"
              + "(?:-(?<last>[0-9]{1,5}))?/?");

  /** No name that anything resolves: the last label of a host's name is no number. */
  private static final Pattern NUMBERS = Pattern.compile("([0-9]+\\.)*[0-9]+\\.?");

  private ServiceSpec() {}

  /**
   * The service meant by the text.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static SharedService parse(String text) {
    return parse(text, PeerId::parse);
  }

  /**
   * The same where peers have names.
   *
   * @param peers whom a text of {@code allow=} means; throws when nobody
   */
  public static SharedService parse(String text, Function<String, PeerId> peers) {
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
    try {
      Service service =
          scheme.equals(Service.SOCKS5)
              ? socks(spec.group("name"), spec.group("target"))
              : service(spec.group("name"), scheme, spec.group("target"));
      return SpecOptions.read(service, spec.group("options"), peers);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  private static Service service(@Nullable String name, String scheme, String text) {
    Matcher target = TARGET.matcher(text);
    if (!target.matches()) {
      int path = text.indexOf('/');
      if (path > 0 && TARGET.matcher(text.substring(0, path)).matches()) {
        throw new IllegalArgumentException(
            "a service is a port, whatever its paths: leave out " + text.substring(path));
      }
      throw new IllegalArgumentException(
          "HOST:PORT is missing or wrong: write [NAME=]SCHEME://HOST:PORT, as in"
              + " web=http://127.0.0.1:8080");
    }
    String port = target.group("port");
    String last = target.group("last");
    String host = target.group("v6") == null ? target.group("host") : target.group("v6");
    String called = name != null ? name : scheme + "-" + port + (last == null ? "" : "-" + last);
    if (NUMBERS.matcher(host).matches() && !NetUtil.isValidIpV4Address(host)) {
      throw new IllegalArgumentException("'" + host + "' is no IPv4 address");
    }
    int first = Integer.parseInt(port);
    return new Service(called, scheme, host, first, last == null ? first : Integer.parseInt(last));
  }

  private static Service socks(@Nullable String name, String text) {
    String networks = text.isEmpty() ? Networks.PRIVATE : text;
    var unused = Networks.parse(networks); // or says what is wrong
    return new Service(name == null ? Service.SOCKS5 : name, Service.SOCKS5, networks, SOCKS_PORT);
  }

  private static void requireSupported(String scheme, String text) {
    switch (scheme) {
      case "tcp", "http", "ssh", "ftp", "ftps", "ftps-passthrough", "ftp-fixed" -> {}
      case Service.UDP, Service.SOCKS5, "tftp" -> {}
      default ->
          throw new IllegalArgumentException(
              "'"
                  + text
                  + "': unknown scheme '"
                  + scheme
                  + (scheme.equals("https") ? "', which goes as tcp" : "'")
                  + "; use tcp, udp, http, ssh, ftp, ftps, ftps-passthrough,"
                  + " ftp-fixed, tftp or socks5");
    }
  }
}
