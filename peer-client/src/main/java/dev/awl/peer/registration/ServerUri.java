package dev.awl.peer.registration;

import dev.awl.wire.rendezvous.RendezvousCodec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address of a rendezvous server: {@code ws://host[:port][/path]} or {@code wss://...}.
 *
 * @param host without brackets
 */
record ServerUri(boolean tls, String host, int port, String path) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Takes a URI apart.
   *
   * @throws IllegalArgumentException with one line for people
   */
  static ServerUri of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (!(scheme.equals("ws") || scheme.equals("wss")) || host == null || uri.getPort() == 0) {
      throw new IllegalArgumentException(
          "not a rendezvous server: '" + uri + "'; --server takes ws://HOST:PORT or wss://HOST");
    }
    boolean tls = scheme.equals("wss");
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? HTTPS : HTTP;
    String path = uri.getRawPath();
    return new ServerUri(
        tls,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port,
        path == null || path.isEmpty() || path.equals("/") ? RendezvousCodec.PATH : path);
  }

  /** Host and port, as they stand in the registration's proof. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The complete URI for the WebSocket handshake. */
  URI webSocket() {
    try {
      return new URI((tls ? "wss://" : "ws://") + authority() + path);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URI: " + this, e); // its parts came from one
    }
  }

  /** The short form, for people. */
  @Override
  public String toString() {
    return (tls ? "wss://" : "ws://") + authority();
  }
}
