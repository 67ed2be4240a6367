package dev.awl.relay.server;

import dev.awl.wire.stun.attribute.AddressFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which relayed addresses exist and which of their ports are lent out, on all event loops. */
final class RelayedRegistry {

  private final List<RelayedAddress> addresses;
  private final PortRange range;
  // Bounded by the quota of allocations and reservations.
  private final Set<InetSocketAddress> lent = ConcurrentHashMap.newKeySet();

  RelayedRegistry(List<RelayedAddress> addresses, PortRange range) {
    this.addresses = List.copyOf(addresses);
    this.range = range;
  }

  PortRange range() {
    return range;
  }

  @Nullable RelayedAddress of(AddressFamily family) {
    for (RelayedAddress each : addresses) {
      if (AddressFamily.of(each.bind()) == family) {
        return each;
      }
    }
    return null;
  }

  /** Whether the external address and port belong to an allocation now. */
  boolean isLent(InetSocketAddress external) {
    return lent.contains(external);
  }

  boolean isLent(InetAddress external, int port) {
    return lent.contains(new InetSocketAddress(external, port));
  }

  void lend(InetSocketAddress external) {
    lent.add(external);
  }

  void giveBack(InetSocketAddress external) {
    lent.remove(external);
  }
}
