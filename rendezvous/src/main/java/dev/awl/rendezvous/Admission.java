package dev.awl.rendezvous;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: there must be room for one connection more in all, among those that have not
 * registered, and from its source.
 *
 * <p>A source is an IPv4 address or an IPv6 /64, what one customer has at the least. Loopback has
 * no limit: it is this machine, or a proxy on it that speaks for many.
 */
final class Admission {

  /** Connections beyond the peers: health checks, and refusals in words. */
  static final int SPARE_CONNECTIONS = 256;

  /** How many connections too many a source may have open to be told so; more are just closed. */
  static final int SPARE_PER_SOURCE = 8;

  private static final int IPV6_PREFIX_BYTES = 8;

  private final ConnectionLimits limits;
  private final Counters counters;
  private final AtomicInteger unregistered = new AtomicInteger();
  private final Map<InetAddress, Integer> bySource = new ConcurrentHashMap<>();

  Admission(ConnectionLimits limits, Counters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /** A new connection; null: close it at once. Every visit must end with {@link Visit#left}. */
  @Nullable Visit arrive(InetAddress from) {
    InetAddress source = from.isLoopbackAddress() ? null : sourceOf(from);
    int ofSource = source == null ? 0 : bySource.merge(source, 1, Integer::sum);
    Visit visit = new Visit(source, ofSource > limits.perSource());
    int all = counters.connections.incrementAndGet();
    int strangers = unregistered.incrementAndGet();
    if (visit.isOneTooMany()) {
      counters.crowded.increment();
    }
    if (all > limits.peers() + SPARE_CONNECTIONS || strangers > limits.unregistered()) {
      counters.full.increment();
      visit.left();
      return null;
    }
    if (ofSource > limits.perSource() + SPARE_PER_SOURCE) {
      visit.left();
      return null;
    }
    return visit;
  }

  static InetAddress sourceOf(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] prefix = address.getAddress();
    Arrays.fill(prefix, IPV6_PREFIX_BYTES, prefix.length, (byte) 0);
    try {
      return InetAddress.getByAddress(prefix);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
    }
  }

  /** How many sources are connected. */
  int sources() {
    return bySource.size();
  }

  /** One connection's stay; used by its event loop alone. */
  final class Visit {

    private final @Nullable InetAddress source;
    private final boolean oneTooMany;
    private boolean counted = true;

    private Visit(@Nullable InetAddress source, boolean oneTooMany) {
      this.source = source;
      this.oneTooMany = oneTooMany;
    }

    /** Whether its source has enough connections already: all it may have is a refusal. */
    boolean isOneTooMany() {
      return oneTooMany;
    }

    /** It has proven a key. */
    void registered() {
      if (counted) {
        counted = false;
        unregistered.decrementAndGet();
      }
    }

    /** The connection is closed. */
    void left() {
      registered();
      counters.connections.decrementAndGet();
      if (source != null) {
        bySource.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
