package dev.awl.relay.server;

import dev.awl.wire.AddressText;
import java.net.InetAddress;

/**
 * An address that relayed ports are opened on.
 *
 * @param bind an address of this machine
 * @param external how peers reach it: the same, or the public side of a 1:1 NAT
 */
public record RelayedAddress(InetAddress bind, InetAddress external) {

  public RelayedAddress {
    if (external.isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "relayed address " + AddressText.of(external) + ": peers cannot send there; name one");
    }
    if (bind.getClass() != external.getClass()) {
      throw new IllegalArgumentException("relayed address: IPv4 and IPv6 mixed");
    }
  }

  public static RelayedAddress of(InetAddress address) {
    return new RelayedAddress(address, address);
  }

  boolean isTranslated() {
    return !bind.equals(external);
  }
}
