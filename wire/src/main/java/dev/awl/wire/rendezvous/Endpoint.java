package dev.awl.wire.rendezvous;

import dev.awl.wire.AddressText;
import java.net.InetSocketAddress;

/**
 * A host, by name or address, and a port, as the rendezvous server names them to peers; nothing is
 * resolved here.
 *
 * @param host without brackets
 */
public record Endpoint(String host, int port) {

  /** RFC 1035 section 2.3.4. */
  private static final int MAX_HOST = 255;

  public Endpoint {
    if (host.isEmpty() || host.length() > MAX_HOST || !host.chars().allMatch(Endpoint::isOfHost)) {
      throw new IllegalArgumentException("not a host: '" + host + "'");
    }
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  private static boolean isOfHost(int c) {
    return c > ' ' && c < 0x7F && c != '/' && c != '[' && c != ']' && c != '@';
  }

  /** The endpoint of a resolved address. */
  public static Endpoint of(InetSocketAddress address) {
    return new Endpoint(AddressText.of(address.getAddress()), address.getPort());
  }

  /**
   * Reads {@code host:port} or {@code [ipv6]:port}.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("not HOST:PORT: '" + text + "'");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets: '" + text + "'");
    }
    try {
      return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not HOST:PORT: '" + text + "'", e);
    }
  }

  /** {@code host:port}, with brackets around IPv6. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
