package dev.awl.stunserver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that clients see: two ports on one address or on two. Behind a 1:1 NAT these are
 * the public addresses, not the bound ones.
 *
 * @param alternate null for a server with one address
 */
public record ServedAddresses(
    InetAddress primary, @Nullable InetAddress alternate, int firstPort, int secondPort) {

  public ServedAddresses {
    if (primary.equals(alternate)) {
      throw new IllegalArgumentException("primary and alternate address are the same");
    }
    if (firstPort == secondPort) {
      throw new IllegalArgumentException("a STUN server needs two different ports");
    }
  }

  /** The address of a corner; null where there is no alternate address. */
  public @Nullable InetSocketAddress of(Corner corner) {
    InetAddress address = corner.onAlternateAddress() ? alternate : primary;
    int port = corner.onSecondPort() ? secondPort : firstPort;
    return address == null ? null : new InetSocketAddress(address, port);
  }

  /** With the address of a partner as the alternate one. */
  ServedAddresses beside(InetAddress partner) {
    return new ServedAddresses(primary, partner, firstPort, secondPort);
  }
}
