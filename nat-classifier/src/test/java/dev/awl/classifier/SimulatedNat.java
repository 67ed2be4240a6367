package dev.awl.classifier;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.PortAllocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A NAT at packet level: what leaves gets a source, what comes in gets a destination or dies. */
final class SimulatedNat {

  static final InetAddress PUBLIC = Addresses.ip("203.0.113.11");
  static final InetAddress PUBLIC_TOO = Addresses.ip("203.0.113.12");

  final MappingBehaviour mapping;
  final FilteringBehaviour filtering;
  final Random random;
  PortAllocation allocation = PortAllocation.PRESERVING;
  int step = 1;
  boolean hairpin;
  boolean translates = true;

  /** Whether mappings are spread over two addresses. */
  boolean pool;

  private final Map<Object, Integer> ports = new HashMap<>();
  private final Map<Integer, InetSocketAddress> insideOf = new HashMap<>();
  private final Set<Object> spokenTo = new HashSet<>();
  private int nextPort = 30_000;

  SimulatedNat(MappingBehaviour mapping, FilteringBehaviour filtering, Random random) {
    this.mapping = mapping;
    this.filtering = filtering;
    this.random = random;
  }

  InetSocketAddress outbound(InetSocketAddress inside, InetSocketAddress to) {
    spokenTo.add(filterKey(inside, to));
    if (!translates) {
      insideOf.put(inside.getPort(), inside);
      return inside;
    }
    int port = ports.computeIfAbsent(mappingKey(inside, to), key -> newPort(inside.getPort()));
    insideOf.put(port, inside);
    return new InetSocketAddress(pool && port % 2 == 1 ? PUBLIC_TOO : PUBLIC, port);
  }

  /** The inside address that a packet to {@code port} reaches; null: filtered. */
  InetSocketAddress inbound(int port, InetSocketAddress from) {
    InetSocketAddress inside = insideOf.get(port);
    return inside != null && spokenTo.contains(filterKey(inside, from)) ? inside : null;
  }

  private Object mappingKey(InetSocketAddress inside, InetSocketAddress to) {
    return switch (mapping) {
      case ENDPOINT_INDEPENDENT, UNKNOWN -> inside;
      case ADDRESS_DEPENDENT -> Set.of(inside, to.getAddress());
      case ADDRESS_AND_PORT_DEPENDENT -> Set.of(inside, to);
    };
  }

  private Object filterKey(InetSocketAddress inside, InetSocketAddress peer) {
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT, UNKNOWN -> inside;
      case ADDRESS_DEPENDENT -> Set.of(inside, peer.getAddress());
      case ADDRESS_AND_PORT_DEPENDENT -> Set.of(inside, peer);
    };
  }

  private int newPort(int internal) {
    return switch (allocation) {
      case PRESERVING -> insideOf.containsKey(internal) ? randomPort() : internal;
      case SEQUENTIAL -> nextPort += step;
      case RANDOM, UNKNOWN -> randomPort();
    };
  }

  private int randomPort() {
    return 1024 + random.nextInt(64_512);
  }
}
