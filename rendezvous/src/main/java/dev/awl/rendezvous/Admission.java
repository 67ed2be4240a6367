package dev.awl.rendezvous;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: there must be room for one connection more in all, among those that have not
 * registered, and from its source.
 *
 * <p>A source is an IPv4 address or an IPv6 /64, what one customer has at the least. Loopback has
 * no limit: it is this machine, or a proxy on it that speaks for many. A connection of a proxy that
 * says for whom it speaks is counted once it has said so.
 */
final class Admission {

  /** Connections beyond the peers: health checks, and refusals in words. */
  static final int SPARE_CONNECTIONS = 256;

  /** How many connections too many a source may have open to be told so; more are just closed. */
  static final int SPARE_PER_SOURCE = 8;

  private static final int IPV6_PREFIX_BYTES = 8;

  private final ConnectionLimits limits;
  private final ForwardedFor forwardedFor;
  private final Counters counters;
  private final AtomicInteger unregistered = new AtomicInteger();
  private final Map<InetAddress, Integer> bySource = new ConcurrentHashMap<>();

  Admission(ConnectionLimits limits, ForwardedFor forwardedFor, Counters counters) {
    this.limits = limits;
    this.forwardedFor = forwardedFor;
    this.counters = counters;
  }

  /** A new connection; null: close it at once. Every visit must end with {@link Visit#left}. */
  @Nullable Visit arrive(InetAddress from) {
    boolean proxy = forwardedFor.isProxy(from);
    Visit visit = new Visit(from, proxy);
    int ofSource = proxy ? 0 : visit.comesFrom(ownSource(from));
    int all = counters.connections.incrementAndGet();
    int strangers = unregistered.incrementAndGet();
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

  private static @Nullable InetAddress ownSource(InetAddress from) {
    return from.isLoopbackAddress() ? null : sourceOf(from);
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

    private final InetAddress from;
    private boolean unnamed;
    private @Nullable InetAddress source;
    private boolean oneTooMany;
    private boolean counted = true;

    private Visit(InetAddress from, boolean ofProxy) {
      this.from = from;
      this.unnamed = ofProxy;
    }

    private int comesFrom(@Nullable InetAddress known) {
      source = known;
      int ofSource = known == null ? 0 : bySource.merge(known, 1, Integer::sum);
      oneTooMany = ofSource > limits.perSource();
      if (oneTooMany) {
        counters.crowded.increment();
      }
      return ofSource;
    }

    /** What its request says about where it comes from: heard once, and from a proxy only. */
    void forwarded(List<String> headers) {
      if (unnamed) {
        unnamed = false;
        InetAddress client = forwardedFor.client(headers);
        if (client == null) {
          counters.malformed.increment();
        }
        comesFrom(client == null ? ownSource(from) : sourceOf(client));
      }
    }

    /** Whose limits apply to it; null: nobody's. */
    @Nullable InetAddress source() {
      return source;
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
      unnamed = false;
      counters.connections.decrementAndGet();
      if (source != null) {
        bySource.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
