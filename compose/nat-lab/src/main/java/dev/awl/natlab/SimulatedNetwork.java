package dev.awl.natlab;

import dev.awl.wire.Machine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A network of machines and NATs in virtual time: minutes of protocol in milliseconds, and the same
 * seed gives the same run.
 *
 * <p>A packet passes the sender's NAT when it is sent and the receiver's NAT when it arrives; in
 * between it is delayed or lost.
 */
public final class SimulatedNetwork {

  /** Beyond this many packets under way the network loses the new ones. */
  private static final int MAX_IN_FLIGHT = 100_000;

  private record Host(
      InetAddress address, @Nullable Nat nat, Machine<Datagram, Datagram> machine) {}

  private record Flight(long arrival, long order, Datagram datagram, @Nullable Nat behind) {}

  private final Map<InetAddress, Nat> nats = new HashMap<>();
  private final List<Host> hosts = new ArrayList<>();
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(
          (a, b) ->
              a.arrival() != b.arrival()
                  ? Long.compare(a.arrival(), b.arrival())
                  : Long.compare(a.order(), b.order()));
  private final Random random;
  private long delay = Duration.ofMillis(10).toNanos();
  private long jitter;
  private double loss;
  private long now;
  private long order;
  private long sent;
  private long lost;

  public SimulatedNetwork(long seed) {
    this.random = new Random(seed);
  }

  /** How long packets take: {@code delay} and up to {@code jitter} more, which reorders them. */
  public void setDelay(Duration delay, Duration jitter) {
    this.delay = delay.toNanos();
    this.jitter = jitter.toNanos();
  }

  /** The share of packets that vanish, 0 to 1. */
  public void setLoss(double share) {
    this.loss = share;
  }

  /** Adds a host with a public address. */
  public void attach(InetAddress address, Machine<Datagram, Datagram> machine) {
    hosts.add(new Host(address, null, machine));
  }

  /** Adds a host behind a NAT; hosts behind one NAT reach each other directly. */
  public void attach(InetAddress address, Nat nat, Machine<Datagram, Datagram> machine) {
    nats.put(nat.type().translates() ? nat.external() : address, nat);
    hosts.add(new Host(address, nat, machine));
  }

  public long now() {
    return now;
  }

  public long sent() {
    return sent;
  }

  public long lost() {
    return lost;
  }

  /** Runs until {@code done} or until {@code limit} has passed; tells which. */
  public boolean run(BooleanSupplier done, Duration limit) {
    long end = now + limit.toNanos();
    hosts.forEach(this::drain);
    while (!done.getAsBoolean()) {
      Host next = null;
      Flight flight = flights.peek();
      long at = flight == null ? Machine.NEVER : flight.arrival();
      for (Host host : hosts) {
        if (host.machine().deadline() < at) {
          next = host;
          at = host.machine().deadline();
        }
      }
      if (at > end) {
        now = end;
        return false;
      }
      now = Math.max(now, at);
      if (next != null) {
        next.machine().handleTimeout(now);
        drain(next);
      } else {
        arrive(flights.remove());
      }
    }
    return true;
  }

  private void drain(Host host) {
    Datagram datagram = host.machine().poll();
    while (datagram != null) {
      send(host, datagram);
      datagram = host.machine().poll();
    }
  }

  private void send(Host host, Datagram datagram) {
    sent++;
    Nat nat = host.nat();
    if (nat == null) {
      launch(datagram, null);
    } else if (find(datagram.destination().getAddress(), nat) != null) {
      launch(datagram, nat); // same side: the NAT does not see it
    } else {
      InetSocketAddress mapped = nat.outbound(now, datagram.source(), datagram.destination());
      if (mapped != null) {
        launch(datagram.from(mapped), null);
      }
    }
  }

  private void launch(Datagram datagram, @Nullable Nat behind) {
    if (random.nextDouble() < loss || flights.size() >= MAX_IN_FLIGHT) {
      lost++;
      return;
    }
    long extra = jitter == 0 ? 0 : random.nextLong(jitter);
    flights.add(new Flight(now + delay + extra, order++, datagram, behind));
  }

  private void arrive(Flight flight) {
    Datagram datagram = flight.datagram();
    Nat behind = flight.behind();
    Nat nat = nats.get(datagram.destination().getAddress());
    if (behind == null && nat != null) {
      InetSocketAddress internal = nat.inbound(now, datagram.source(), datagram.destination());
      if (internal == null) {
        return;
      }
      datagram = datagram.to(internal);
      behind = nat;
    }
    Host host = find(datagram.destination().getAddress(), behind);
    if (host != null) {
      host.machine().handle(now, datagram);
      drain(host);
    }
  }

  /** The host with this address on this side of the NATs: private addresses may repeat. */
  private @Nullable Host find(InetAddress address, @Nullable Nat behind) {
    for (Host host : hosts) {
      if (host.address().equals(address) && host.nat() == behind) {
        return host;
      }
    }
    return null;
  }
}
