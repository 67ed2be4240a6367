package dev.awl.relay.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The allocations of one server address over one transport, by client: the look-up of a packet then
 * needs no five-tuple object. Bounded by the quota that {@link RelayUsage} keeps.
 */
final class AllocationTable {

  private final RelayUsage usage;
  private final RelayCounters counters;
  private final Map<InetSocketAddress, Allocation> byClient = new HashMap<>();

  AllocationTable(RelayUsage usage, RelayCounters counters) {
    this.usage = usage;
    this.counters = counters;
  }

  /** The client's allocation; one that has expired but was not swept yet is none. */
  @Nullable Allocation find(long now, InetSocketAddress client) {
    Allocation found = byClient.get(client);
    if (found == null || found.isAlive(now)) {
      return found;
    }
    remove(found);
    return null;
  }

  /** Adds one whose quota was claimed. */
  void add(Allocation allocation) {
    byClient.put(allocation.fiveTuple().client(), allocation);
    counters.allocationsOpened.increment();
  }

  /** Closes its port and gives its quota back. */
  void remove(Allocation allocation) {
    if (byClient.remove(allocation.fiveTuple().client(), allocation)) {
      allocation.close();
      usage.release(Authenticator.accountOf(allocation.origin().username()));
      counters.allocationsClosed.increment();
    }
  }

  void removeExpired(long now) {
    List<Allocation> expired = new ArrayList<>();
    for (Allocation each : byClient.values()) {
      if (!each.isAlive(now)) {
        expired.add(each);
      }
    }
    expired.forEach(this::remove);
  }

  void removeAll() {
    List.copyOf(byClient.values()).forEach(this::remove);
  }

  Collection<Allocation> all() {
    return Collections.unmodifiableCollection(byClient.values());
  }

  int size() {
    return byClient.size();
  }
}
