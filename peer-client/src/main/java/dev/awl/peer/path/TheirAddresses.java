package dev.awl.peer.path;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.punch.Path;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses that the peer named, and what that makes of a path to one of them. */
final class TheirAddresses {

  private final PathPreference preference;
  private final Set<InetSocketAddress> hosts = new LinkedHashSet<>();
  private final Set<InetSocketAddress> reflexive = new LinkedHashSet<>();
  private final Set<InetSocketAddress> relayed = new LinkedHashSet<>();

  TheirAddresses(PathPreference preference) {
    this.preference = preference;
  }

  void add(Candidate candidate) {
    switch (candidate.kind()) {
      case HOST -> hosts.add(candidate.address());
      case SERVER_REFLEXIVE -> reflexive.add(candidate.address());
      case RELAYED -> relayed.add(candidate.address());
    }
  }

  /** Forgets what the peer named before. */
  void clear() {
    hosts.clear();
    reflexive.clear();
    relayed.clear();
  }

  /** Where its NAT takes datagrams for it. */
  Set<InetSocketAddress> reflexive() {
    return reflexive;
  }

  /** Its allocations. */
  Set<InetSocketAddress> relayed() {
    return relayed;
  }

  /**
   * The paths that a round tries.
   *
   * @param punch whether the plan promises a direct path; the relay and the LAN are tried anyway
   * @param allocation whether we have one
   */
  List<Path> targets(boolean punch, boolean allocation) {
    List<Path> targets = new ArrayList<>();
    if (preference.allowsDirect()) {
      hosts.forEach(address -> targets.add(Path.direct(address)));
      if (punch) {
        reflexive.forEach(address -> targets.add(Path.direct(address)));
      }
    }
    if (preference.allowsRelay()) {
      relayed.forEach(address -> targets.add(Path.direct(address)));
      if (allocation) {
        relayed.forEach(address -> targets.add(Path.throughAllocation(address)));
      }
    }
    return targets;
  }

  /** Whether the user wants data to take this path. */
  boolean isAllowed(Path path) {
    return kindOf(path).isRelayed() ? preference.allowsRelay() : preference.allowsDirect();
  }

  PathKind kindOf(Path path) {
    InetSocketAddress remote = path.remote();
    boolean toAllocation = relayed.contains(remote);
    if (path.via() == Path.Via.ALLOCATION) {
      return toAllocation ? PathKind.DOUBLE_RELAY : PathKind.RELAY;
    }
    if (toAllocation) {
      return PathKind.RELAY;
    }
    boolean inside = hosts.contains(remote) && !reflexive.contains(remote);
    return inside ? PathKind.LAN : PathKind.DIRECT;
  }
}
