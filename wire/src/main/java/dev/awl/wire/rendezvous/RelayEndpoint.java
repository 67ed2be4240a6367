package dev.awl.wire.rendezvous;

import java.util.Locale;

/** Where a relay is and how to talk to it; its text form is {@code udp://host:port}. */
public record RelayEndpoint(Transport transport, Endpoint endpoint) {

  /** Where a relay on the web has its WebSocket. */
  public static final String WEB_SOCKET_PATH = "/v1/relay";

  /** Its sub-protocol: each binary frame a TURN message. */
  public static final String WEB_SOCKET_SUB_PROTOCOL = "turn";

  /** What carries TURN between the peer and the relay. */
  public enum Transport {
    UDP,
    TCP,
    TLS,
    /** WebSocket at {@link #WEB_SOCKET_PATH}. */
    WS,
    /** The same within TLS. */
    WSS;

    /** The word in JSON and URLs. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code udp://host:port}, or {@code tcp}, {@code tls}, {@code ws}, {@code wss}.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static RelayEndpoint parse(String text) {
    for (Transport transport : Transport.values()) {
      String prefix = transport + "://";
      if (text.startsWith(prefix)) {
        return new RelayEndpoint(transport, Endpoint.parse(text.substring(prefix.length())));
      }
    }
    throw new IllegalArgumentException(
        "not udp://HOST:PORT (or tcp, tls, ws, wss): '" + text + "'");
  }

  @Override
  public String toString() {
    return transport + "://" + endpoint;
  }
}
