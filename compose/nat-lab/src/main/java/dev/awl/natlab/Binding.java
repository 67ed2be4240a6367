package dev.awl.natlab;

import dev.awl.wire.nat.FilteringBehaviour;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One mapping of a NAT and the outside endpoints that may answer through it. */
final class Binding {

  /** What makes packets share a mapping: the internal endpoint and part of the destination. */
  record Key(InetSocketAddress internal, @Nullable InetAddress address, int port) {}

  /** Outside endpoints remembered for filtering; the one unused longest is forgotten first. */
  private static final int MAX_PEERS = 4096;

  private final Key key;
  private final InetSocketAddress mapped;
  private final FilteringBehaviour filtering;
  private final Map<Object, Long> peers =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
          return size() > MAX_PEERS;
        }
      };
  private long usedAt;

  Binding(Key key, InetSocketAddress mapped, FilteringBehaviour filtering) {
    this.key = key;
    this.mapped = mapped;
    this.filtering = filtering;
  }

  Key key() {
    return key;
  }

  InetSocketAddress mapped() {
    return mapped;
  }

  long usedAt() {
    return usedAt;
  }

  /** A packet left for {@code destination}: the mapping lives on, and it may answer. */
  void sent(long now, InetSocketAddress destination) {
    usedAt = now;
    Object peer = peerKey(destination);
    if (peer != null) {
      peers.put(peer, now);
    }
  }

  /** Whether a packet from {@code source} passes; if it does, it keeps the mapping alive too. */
  boolean admits(long now, InetSocketAddress source, long lifetime) {
    Object peer = peerKey(source);
    if (peer != null) {
      Long heard = peers.get(peer);
      if (heard == null || now - heard > lifetime) {
        return false;
      }
      peers.put(peer, now);
    }
    usedAt = now;
    return true;
  }

  /** The part of an outside endpoint that filtering looks at; null: at nothing. */
  private @Nullable Object peerKey(InetSocketAddress outside) {
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT -> null;
      case ADDRESS_DEPENDENT -> outside.getAddress();
      case ADDRESS_AND_PORT_DEPENDENT, UNKNOWN -> outside;
    };
  }
}
