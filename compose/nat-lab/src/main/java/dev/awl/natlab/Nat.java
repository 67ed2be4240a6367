package dev.awl.natlab;

import dev.awl.wire.nat.FilteringBehaviour;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A NAT at packet level: which address a packet leaves by, and which packets come in (RFC 4787).
 *
 * <p>Pure: no sockets, no clock, and the same seed gives the same ports. Not safe for several
 * threads. Times are nanoseconds of one monotonic clock.
 */
public final class Nat {

  private final NatType type;
  private final InetAddress external;
  private final long lifetime;
  private final PortPicker ports;
  private final IntPredicate usable;

  /** In order of last use, so that what expires stands in front. */
  private final Map<Binding.Key, Binding> bindings = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<InetSocketAddress, Binding> byMapped = new HashMap<>();
  private long dropped;

  public Nat(NatType type, InetAddress external, long seed) {
    this(type, external, seed, port -> true);
  }

  /**
   * A NAT whose ports are real ones.
   *
   * @param usable whether an external port can be had; one that cannot is skipped
   */
  public Nat(NatType type, InetAddress external, long seed, IntPredicate usable) {
    this.type = type;
    this.external = external;
    this.lifetime = type.bindingLifetime().toNanos();
    this.ports = new PortPicker(type.allocation(), type.delta(), seed);
    this.usable = usable;
  }

  public NatType type() {
    return type;
  }

  /** The address mappings are on. */
  public InetAddress external() {
    return external;
  }

  /** The source address a packet leaves by, or null when it is dropped. */
  public @Nullable InetSocketAddress outbound(
      long now, InetSocketAddress source, InetSocketAddress destination) {
    if (!type.passesUdp() || (isExternal(destination) && !type.hairpin())) {
      dropped++;
      return null;
    }
    expire(now);
    Binding binding = bindings.get(key(source, destination));
    if (binding == null) {
      binding = bind(source, destination);
      if (binding == null) {
        dropped++;
        return null;
      }
    }
    binding.sent(now, destination);
    return binding.mapped();
  }

  /**
   * The internal endpoint that gets a packet which arrives from {@code source} for {@code mapped},
   * or null when it is dropped.
   */
  public @Nullable InetSocketAddress inbound(
      long now, InetSocketAddress source, InetSocketAddress mapped) {
    if (type.passesUdp()) {
      expire(now);
      Binding binding = byMapped.get(mapped);
      if (binding != null && binding.admits(now, source, lifetime)) {
        bindings.get(binding.key()); // moves it to the end of the order of use
        return binding.key().internal();
      }
      if (!type.translates() && type.filtering() == FilteringBehaviour.ENDPOINT_INDEPENDENT) {
        return mapped;
      }
    }
    dropped++;
    return null;
  }

  /** Whether an address is one of this NAT's own, seen from inside. */
  private boolean isExternal(InetSocketAddress destination) {
    return type.translates() && external.equals(destination.getAddress());
  }

  private Binding.Key key(InetSocketAddress source, InetSocketAddress destination) {
    return switch (type.mapping()) {
      case ENDPOINT_INDEPENDENT, UNKNOWN -> new Binding.Key(source, null, 0);
      case ADDRESS_DEPENDENT -> new Binding.Key(source, destination.getAddress(), 0);
      case ADDRESS_AND_PORT_DEPENDENT ->
          new Binding.Key(source, destination.getAddress(), destination.getPort());
    };
  }

  private @Nullable Binding bind(InetSocketAddress source, InetSocketAddress destination) {
    if (bindings.size() >= type.maxBindings()) {
      return null;
    }
    InetSocketAddress mapped = source;
    if (type.translates()) {
      int port =
          ports.pick(
              source.getPort(),
              p -> !byMapped.containsKey(new InetSocketAddress(external, p)) && usable.test(p));
      if (port < 0) {
        return null;
      }
      mapped = new InetSocketAddress(external, port);
    }
    Binding binding = new Binding(key(source, destination), mapped, type.filtering());
    bindings.put(binding.key(), binding);
    byMapped.put(mapped, binding);
    return binding;
  }

  private void expire(long now) {
    Iterator<Binding> oldestFirst = bindings.values().iterator();
    while (oldestFirst.hasNext()) {
      Binding binding = oldestFirst.next();
      if (now - binding.usedAt() <= lifetime) {
        return;
      }
      oldestFirst.remove();
      byMapped.remove(binding.mapped());
    }
  }

  /** Whether a mapping on this external address exists. */
  public boolean isMapped(InetSocketAddress mapped) {
    return byMapped.containsKey(mapped);
  }

  /** Forgets the mappings of an internal endpoint. */
  public void forget(InetSocketAddress internal) {
    bindings
        .values()
        .removeIf(
            binding -> {
              boolean ofInternal = binding.key().internal().equals(internal);
              if (ofInternal) {
                byMapped.remove(binding.mapped());
              }
              return ofInternal;
            });
  }

  /** Forgets one mapping, as when its port turns out not to be available. */
  void release(InetSocketAddress mapped) {
    Binding binding = byMapped.remove(mapped);
    if (binding != null) {
      bindings.remove(binding.key());
    }
  }

  /** Forgets every mapping, as a reboot does. */
  public void reboot() {
    bindings.clear();
    byMapped.clear();
  }

  /** How many mappings there are, expired ones included until the next packet. */
  public int size() {
    return bindings.size();
  }

  /** How many packets were dropped, in both directions. */
  public long dropped() {
    return dropped;
  }
}
