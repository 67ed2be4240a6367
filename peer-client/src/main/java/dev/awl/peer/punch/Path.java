package dev.awl.peer.punch;

import java.net.InetSocketAddress;

/** A way for datagrams to the peer: how they leave us, and the address they are sent to. */
public record Path(Via via, InetSocketAddress remote) {

  /** How a datagram leaves us. */
  public enum Via {
    /** From the peer's one UDP socket. */
    SOCKET,
    /** Wrapped in TURN, through our own allocation. */
    ALLOCATION
  }

  public static Path direct(InetSocketAddress remote) {
    return new Path(Via.SOCKET, remote);
  }

  public static Path throughAllocation(InetSocketAddress remote) {
    return new Path(Via.ALLOCATION, remote);
  }
}
