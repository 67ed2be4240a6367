package dev.awl.classifier;

import dev.awl.wire.nat.MappingBehaviour;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Concludes from one socket's mapped addresses how the NAT maps (RFC 4787 section 4.1). */
final class MappingVerdict {

  private MappingVerdict() {}

  /**
   * @param mappedFrom the server address that was asked, and the mapped address that it saw
   * @param asked all the server addresses that were asked, heard or not
   */
  static MappingBehaviour of(
      Map<InetSocketAddress, InetSocketAddress> mappedFrom, Collection<InetSocketAddress> asked) {
    Set<InetAddress> heard = addresses(mappedFrom.keySet());
    if (mappedFrom.size() < 2) {
      return MappingBehaviour.UNKNOWN;
    }
    if (new HashSet<>(mappedFrom.values()).size() == 1) {
      // Two ports of one address cannot tell "endpoint-independent" from "address-dependent". Where
      // the server has one address that is all there is to know, and the latter is rare; where it
      // has two, one that stays silent leaves the question open.
      return heard.equals(addresses(asked))
          ? MappingBehaviour.ENDPOINT_INDEPENDENT
          : MappingBehaviour.UNKNOWN;
    }
    boolean portMatters = false;
    boolean sameAcrossPorts = false;
    for (InetAddress address : heard) {
      Set<InetSocketAddress> mapped = new HashSet<>();
      int ports = 0;
      for (Map.Entry<InetSocketAddress, InetSocketAddress> each : mappedFrom.entrySet()) {
        if (each.getKey().getAddress().equals(address)) {
          mapped.add(each.getValue());
          ports++;
        }
      }
      portMatters |= mapped.size() > 1;
      sameAcrossPorts |= ports > 1 && mapped.size() == 1;
    }
    // Without a pair of ports to compare, the worse of the two dependent ones is assumed.
    return !portMatters && sameAcrossPorts
        ? MappingBehaviour.ADDRESS_DEPENDENT
        : MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT;
  }

  private static Set<InetAddress> addresses(Collection<InetSocketAddress> sockets) {
    Set<InetAddress> addresses = new HashSet<>();
    sockets.forEach(each -> addresses.add(each.getAddress()));
    return addresses;
  }
}
