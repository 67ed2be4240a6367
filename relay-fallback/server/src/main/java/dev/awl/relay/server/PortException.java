package dev.awl.relay.server;

import dev.awl.wire.AddressText;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A port that the relay cannot have: one line for people, which leaves to the caller what to do.
 */
public final class PortException extends IOException {

  private static final long serialVersionUID = 1L;

  private final InetSocketAddress address;

  PortException(String transport, InetSocketAddress address, Throwable cause) {
    super(
        "relay: cannot listen on "
            + transport
            + " "
            + AddressText.of(address)
            + ": "
            + cause.getMessage(),
        cause);
    this.address = address;
  }

  /** Where it was to listen. */
  public InetSocketAddress address() {
    return address;
  }
}
