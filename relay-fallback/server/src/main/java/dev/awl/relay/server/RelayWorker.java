package dev.awl.relay.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the relay keeps on one event loop: its allocations, reservations and flushing. */
final class RelayWorker {

  /** How late an expired allocation may give its port back. */
  private static final long SWEEP_SECONDS = 1;

  /** One origin for all loops: a nonce means the same everywhere. */
  private static final long ORIGIN = System.nanoTime();

  private final RelayCore core;
  private final EventLoop loop;
  private final AtomicInteger connections;
  private final Flusher flusher;
  private final RelayedPorts ports;
  private final Reservations reservations;
  private final SourceLimiter limiter;
  private final List<TurnFront> fronts = new ArrayList<>();
  private final Map<InetSocketAddress, TurnFront> streamFronts = new HashMap<>();
  private final Future<?> sweeping;

  RelayWorker(RelayCore core, RelayedRegistry registry, EventLoop loop, AtomicInteger connections) {
    this.core = core;
    this.loop = loop;
    this.connections = connections;
    this.flusher = new Flusher(loop);
    this.ports = new NettyRelayedPorts(this, loop, registry, core.random());
    this.reservations = new Reservations(core.random());
    this.limiter = new SourceLimiter(core.quotas().unauthenticatedPerSecond(), core.random());
    this.sweeping =
        loop.scheduleAtFixedRate(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  long now() {
    return System.nanoTime() - ORIGIN;
  }

  RelayCounters counters() {
    return core.counters();
  }

  BatchedChannel batched(Channel channel) {
    return new BatchedChannel(channel, flusher, core.counters());
  }

  TurnFront newFront() {
    AllocationTable allocations = new AllocationTable(core.usage(), core.counters());
    TurnResponder responder = new TurnResponder(core, allocations, ports, reservations, limiter);
    TurnFront front = new TurnFront(allocations, responder, core.counters());
    fronts.add(front);
    return front;
  }

  /** One front a local address: with few of those, the map stays small. */
  TurnFront streamFront(InetSocketAddress local) {
    return streamFronts.computeIfAbsent(local, address -> newFront());
  }

  boolean admitConnection() {
    if (connections.incrementAndGet() <= core.quotas().connections()) {
      return true;
    }
    connections.decrementAndGet();
    core.counters().limited.increment();
    return false;
  }

  void connectionClosed() {
    connections.decrementAndGet();
  }

  private void sweep() {
    long now = now();
    fronts.forEach(front -> front.allocations().removeExpired(now));
    reservations.removeExpired(now);
  }

  /** Does something with all of its allocations, on the loop. */
  <T> Future<List<T>> onEach(Function<Allocation, @Nullable T> action) {
    return loop.submit(
        () -> {
          List<T> results = new ArrayList<>();
          for (TurnFront front : fronts) {
            for (Allocation each : List.copyOf(front.allocations().all())) {
              T result = action.apply(each);
              if (result != null) {
                results.add(result);
              }
            }
          }
          return results;
        });
  }

  /** Ends one; on the loop. */
  void end(Allocation allocation) {
    fronts.forEach(front -> front.allocations().remove(allocation));
    allocation.hangUp();
  }

  /** Ends every allocation; waits for the loop, which must not be the caller's. */
  void close() {
    sweeping.cancel(false);
    if (!loop.isShuttingDown()) {
      loop.submit(this::closeAll).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }

  private void closeAll() {
    fronts.forEach(front -> front.allocations().removeAll());
    reservations.removeAll();
  }
}
