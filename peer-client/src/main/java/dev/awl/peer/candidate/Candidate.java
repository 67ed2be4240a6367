package dev.awl.peer.candidate;

import dev.awl.wire.AddressText;
import java.net.InetSocketAddress;

/** An address at which a peer may be reachable by UDP. */
public record Candidate(CandidateKind kind, InetSocketAddress address) {

  public Candidate {
    if (address.isUnresolved() || address.getPort() == 0) {
      throw new IllegalArgumentException("a candidate needs an IP address and a port: " + address);
    }
    if (address.getAddress().isAnyLocalAddress() || address.getAddress().isMulticastAddress()) {
      throw new IllegalArgumentException("nobody can be reached at " + AddressText.of(address));
    }
  }
}
