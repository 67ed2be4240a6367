package dev.awl.wire.rendezvous;

import java.util.Locale;

/** Where a relay is and how to talk to it; its text form is {@code udp://host:port}. */
public record RelayEndpoint(Transport transport, Endpoint endpoint) {

  /** What carries TURN between the peer and the relay. */
  public enum Transport {
    UDP,
    TCP;

    /** The word in JSON and URLs. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code udp://host:port} or {@code tcp://host:port}.
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
    throw new IllegalArgumentException("not udp://HOST:PORT or tcp://HOST:PORT: '" + text + "'");
  }

  @Override
  public String toString() {
    return transport + "://" + endpoint;
  }
}
