package dev.awl.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Where things are, as people write it: a server's URL, a port to listen on. */
public final class Places {

  private static final Set<String> SCHEMES = Set.of("ws", "wss");

  private static final String VARIABLE = "AWL_SERVER";
  private static final int LAST_PORT = 65_535;

  private Places() {}

  /**
   * The server's URL.
   *
   * @throws AwlException with one line about what is wrong with it
   */
  public static URI server(String text) {
    try {
      URI url = new URI(text.strip());
      if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
        throw AwlException.usage("'" + text + "' is no server: a port is 1 to " + LAST_PORT);
      }
      if (url.getScheme() != null && SCHEMES.contains(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The line below says it better.
    }
    throw AwlException.usage("'" + text + "' is no server: ws://HOST:PORT or wss://HOST is one");
  }

  /** What AWL_SERVER says; null: nothing, or an empty text, as in a script without one. */
  static @Nullable String environment() {
    String text = System.getenv(VARIABLE);
    return text == null || text.isBlank() ? null : text;
  }

  /**
   * The URL in AWL_SERVER.
   *
   * @throws AwlException with one line about what is wrong with it
   */
  public static URI serverOfEnvironment(String text) {
    try {
      return server(text);
    } catch (AwlException e) {
      throw AwlException.usage(VARIABLE + ": " + e.line());
    }
  }

  /**
   * The address in {@code [ADDR:]PORT}; loopback without ADDR.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static InetSocketAddress listen(String text) {
    try {
      InetSocketAddress any = new ListenConverter().convert(text);
      return text.contains(":")
          ? any
          : new InetSocketAddress(InetAddress.getLoopbackAddress(), any.getPort());
    } catch (TypeConversionException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
