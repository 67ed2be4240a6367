package dev.awl.relay.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses of this machine that the relay must not be used to reach. */
final class OwnAddresses {

  private OwnAddresses() {}

  static Set<InetAddress> of(RelaySettings settings) throws IOException {
    Set<InetAddress> own = new HashSet<>();
    settings.listen().forEach(each -> own.add(each.getAddress()));
    for (RelayedAddress each : settings.relayed()) {
      own.add(each.bind());
      own.add(each.external());
    }
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .map(OwnAddresses::withoutScope)
        .forEach(own::add);
    return own;
  }

  /** Whether a datagram to {@code peer} would end at one of these listening sockets. */
  static boolean isListening(
      List<InetSocketAddress> listening, Set<InetAddress> own, InetSocketAddress peer) {
    return listening.stream()
        .anyMatch(
            each ->
                each.getPort() == peer.getPort()
                    && (each.getAddress().equals(peer.getAddress())
                        || (each.getAddress().isAnyLocalAddress()
                            && own.contains(peer.getAddress()))));
  }

  /** fe80::1%eth0 and fe80::1 are one address to us. */
  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (java.net.UnknownHostException impossible) {
      return address;
    }
  }
}
