package dev.awl.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import picocli.CommandLine.TypeConversionException;

/** Where things are, as people write it: a server's URL, a port to listen on. */
public final class Places {

  private static final Set<String> SCHEMES = Set.of("ws", "wss");

  private Places() {}

  /**
   * The server's URL.
   *
   * @throws AwlException with one line about what is wrong with it
   */
  public static URI server(String text) {
    try {
      URI url = new URI(text.strip());
      if (url.getScheme() != null && SCHEMES.contains(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The line below says it better.
    }
    throw AwlException.usage("'" + text + "' is no server: ws://HOST:PORT or wss://HOST is one");
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
