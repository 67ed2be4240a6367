package dev.awl.relay.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which peers this relay talks to. A relay that reaches what its clients cannot is a hole in
 * somebody's firewall, so by default it reaches public addresses only.
 */
final class PeerAddressPolicy {

  /** RFC 6890 and successors. Documentation ranges are missing on purpose: labs live there. */
  private static final List<Cidr> REFUSED =
      Stream.of(
              "0.0.0.0/8", // unspecified, "this network"
              "10.0.0.0/8", // private (RFC 1918)
              "100.64.0.0/10", // carrier-grade NAT (RFC 6598)
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, cloud metadata
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments, DS-Lite
              "192.168.0.0/16", // private
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved and 255.255.255.255
              "::/128", // unspecified
              "::1/128", // loopback
              "64:ff9b:1::/48", // local-use NAT64 (RFC 8215): ends in a private network
              "100::/64", // discard (RFC 6666)
              "fc00::/7", // unique local
              "fe80::/10", // link-local
              "fec0::/10", // site-local
              "ff00::/8") // multicast
          .map(Cidr::parse)
          .toList();

  private volatile PeerRanges ranges;
  private final Set<InetAddress> own;
  private final Set<InetAddress> relayed;
  private final Predicate<InetSocketAddress> isListening;
  private final Predicate<InetSocketAddress> isRelayed;

  /**
   * @param own every address of this machine that matters
   * @param relayed those of them that relayed ports are announced on
   * @param isListening whether the server itself receives there
   * @param isRelayed whether an allocation receives there now
   */
  PeerAddressPolicy(
      PeerRanges ranges,
      Set<InetAddress> own,
      Set<InetAddress> relayed,
      Predicate<InetSocketAddress> isListening,
      Predicate<InetSocketAddress> isRelayed) {
    this.ranges = ranges;
    this.own = Set.copyOf(own);
    this.relayed = Set.copyOf(relayed);
    this.isListening = isListening;
    this.isRelayed = isRelayed;
  }

  /** From now on these ranges. */
  void reload(PeerRanges current) {
    ranges = current;
  }

  /** Whether a permission may name this address; ports are looked at when data comes. */
  boolean mayPermit(InetAddress peer) {
    return relayed.contains(peer) || mayReach(peer);
  }

  /** Whether a datagram may go there now. */
  boolean maySend(InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    if (peer.getPort() == 0 || isListening.test(peer)) {
      return false; // whatever an operator allows: a relay that talks to itself loops
    }
    return (relayed.contains(address) && isRelayed.test(peer)) || mayReach(address);
  }

  private boolean mayReach(InetAddress peer) {
    List<byte[]> forms = AddressForms.of(peer);
    PeerRanges current = ranges;
    if (anyIn(current.allow(), forms)) {
      return true;
    }
    return !anyIn(current.deny(), forms) && !anyIn(REFUSED, forms) && !isOwn(peer, forms);
  }

  private boolean isOwn(InetAddress peer, List<byte[]> forms) {
    return own.contains(peer)
        || own.stream()
            .map(InetAddress::getAddress)
            .anyMatch(mine -> forms.stream().anyMatch(form -> java.util.Arrays.equals(form, mine)));
  }

  private static boolean anyIn(List<Cidr> ranges, List<byte[]> forms) {
    return ranges.stream().anyMatch(range -> forms.stream().anyMatch(range::contains));
  }
}
