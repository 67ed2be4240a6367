package dev.awl.relay.server;

import java.net.InetSocketAddress;

/**
 * What tells one client's flow from all others (RFC 8656 section 5): at most one allocation each.
 */
record FiveTuple(Transport transport, InetSocketAddress client, InetSocketAddress server) {

  enum Transport {
    UDP,
    TCP
  }
}
