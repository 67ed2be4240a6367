package dev.awl.natlab;

import java.net.InetSocketAddress;

/** A UDP packet in the simulated network. */
public record Datagram(InetSocketAddress source, InetSocketAddress destination, byte[] payload) {

  /** The same packet with another source, as a NAT sends it on. */
  Datagram from(InetSocketAddress other) {
    return new Datagram(other, destination, payload);
  }

  /** The same packet with another destination, as a NAT delivers it. */
  Datagram to(InetSocketAddress other) {
    return new Datagram(source, other, payload);
  }
}
