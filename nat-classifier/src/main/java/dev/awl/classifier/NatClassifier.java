package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Finished;
import dev.awl.classifier.DetectionCommand.Learned;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.classifier.DetectionEvent.Started;
import dev.awl.wire.Machine;
import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what NAT lies between some fresh sockets and a STUN server. The tests run side by side
 * and share nothing but the server; this class starts them, tells them of each other's findings and
 * writes the report when the last one is done or the time is up.
 */
public final class NatClassifier implements Machine<DetectionEvent, DetectionCommand> {

  /** How many fresh sockets it needs, numbered from 0. */
  public static final int SOCKETS = 8;

  private static final int MAPPING = 0;
  private static final int FILTERING = 1;
  private static final int HAIRPIN = 2;
  private static final List<Integer> OTHERS = List.of(3, 4, 5, 6, 7);

  private final InetSocketAddress server;
  private final List<InetSocketAddress> locals;
  private final long limit;
  private final MappingTest mapping;
  private final FilteringTest filtering;
  private final HairpinTest hairpin;
  private final AllocationTest allocation;
  private final Queue<DetectionCommand> news = new ArrayDeque<>();

  private long startedAt = NEVER;
  private boolean heardAnything;
  private boolean mappedTold;
  private boolean singleTold;
  private boolean finished;

  /**
   * @param locals the local addresses of the {@link #SOCKETS} sockets, by number
   * @param random makes the transaction IDs: a secure one, for a guessed ID is a forged answer
   */
  public NatClassifier(Settings settings, List<InetSocketAddress> locals, RandomGenerator random) {
    if (locals.size() != SOCKETS) {
      throw new IllegalArgumentException("NAT detection needs " + SOCKETS + " sockets");
    }
    this.server = settings.server();
    this.locals = List.copyOf(locals);
    this.limit = settings.limit().toNanos();
    this.mapping = new MappingTest(MAPPING, server, settings.alsoAt(), random);
    this.filtering = new FilteringTest(FILTERING, server, random);
    this.hairpin = new HairpinTest(HAIRPIN, MAPPING, server, random);
    this.allocation = new AllocationTest(OTHERS, server, random);
  }

  @Override
  public void handle(long now, DetectionEvent event) {
    if (finished) {
      return;
    }
    if (event instanceof Started) {
      startedAt = now;
      mapping.start(now);
      filtering.start(now);
      hairpin.start(now);
      allocation.start(now);
    } else if (event instanceof Received received) {
      heardAnything = true;
      tests().forEach(test -> test.handle(now, received));
      proceed(now);
    }
  }

  @Override
  public void handleTimeout(long now) {
    if (!finished && startedAt != NEVER) {
      tests().forEach(test -> test.handleTimeout(now));
      proceed(now);
    }
  }

  private Stream<Machine<Received, DetectionCommand.Send>> tests() {
    return Stream.of(mapping, filtering, hairpin, allocation);
  }

  /** Hands one test's findings to those that wait for them, and ends when all are done. */
  private void proceed(long now) {
    InetSocketAddress mapped = mapping.mapped();
    if (mapped != null && !mappedTold) {
      mappedTold = true;
      mappedBecameKnown(now, mapped);
    }
    if (mapped != null && mapping.explored() && !hasSecondAddress() && !singleTold) {
      singleTold = true;
      filtering.abandon();
      learned("the server names no second address, so it cannot test filtering");
    }
    // Without a mapped address there is nothing to build on: blocked, refused, or too much lost.
    boolean fruitless = mapped == null && mapping.done();
    if (fruitless && mapping.refusal() != 0) {
      learned("the server refuses to answer: STUN error " + mapping.refusal());
    }
    if (fruitless || allDone() || now - startedAt >= limit) {
      finish(now);
    }
  }

  private void mappedBecameKnown(long now, InetSocketAddress mapped) {
    learned(
        "UDP passes: the server sees us as " + HostPort.text(mapped) + ", " + millis(now) + " ms");
    if (mapped.equals(locals.get(MAPPING))) {
      hairpin.abandon();
    } else {
      hairpin.otherMapped(now, mapped);
    }
  }

  private boolean hasSecondAddress() {
    InetSocketAddress other = mapping.other();
    return other != null
        && !other.getAddress().equals(server.getAddress())
        && other.getPort() != server.getPort();
  }

  private void learned(String what) {
    news.add(new Learned(what));
  }

  private long millis(long now) {
    return TimeUnit.NANOSECONDS.toMillis(now - startedAt);
  }

  private boolean allDone() {
    return mapping.done()
        && filtering.outcome() != FilteringTest.Outcome.PENDING
        && hairpin.done()
        && allocation.done();
  }

  private void finish(long now) {
    finished = true;
    news.add(new Finished(report(millis(now))));
  }

  private NatReport report(long elapsedMillis) {
    InetSocketAddress local = locals.get(MAPPING);
    InetSocketAddress mapped = mapping.mapped();
    if (mapped == null) {
      return new NatReport(
          heardAnything ? null : NatLabel.BLOCKED,
          heardAnything,
          false,
          MappingBehaviour.UNKNOWN,
          FilteringBehaviour.UNKNOWN,
          null,
          false,
          PortAllocation.UNKNOWN,
          0,
          null,
          null,
          local,
          elapsedMillis);
    }
    boolean mappedIsLocal = mapped.equals(local);
    PortPattern ports = ports();
    return new NatReport(
        NatLabels.of(mapping.result(), filteringResult(), mappedIsLocal),
        true,
        !mappedIsLocal,
        mapping.result(),
        filteringResult(),
        hairpin.result(),
        mapped.getPort() == local.getPort(),
        ports.allocation(),
        ports.delta(),
        null,
        mapped,
        local,
        elapsedMillis);
  }

  /** Silence from an address proves nothing unless something else was heard from it. */
  private FilteringBehaviour filteringResult() {
    InetSocketAddress other = mapping.other();
    if (other == null) {
      return FilteringBehaviour.UNKNOWN;
    }
    boolean otherHeard = mapping.heard(other);
    boolean otherPortHeard =
        mapping.heard(new InetSocketAddress(server.getAddress(), other.getPort()));
    return switch (filtering.outcome()) {
      case ANYBODY -> FilteringBehaviour.ENDPOINT_INDEPENDENT;
      case SAME_ADDRESS ->
          otherHeard ? FilteringBehaviour.ADDRESS_DEPENDENT : FilteringBehaviour.UNKNOWN;
      case NOBODY_ELSE ->
          otherHeard && otherPortHeard
              ? FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT
              : FilteringBehaviour.UNKNOWN;
      case PENDING, UNDECIDED -> FilteringBehaviour.UNKNOWN;
    };
  }

  private PortPattern ports() {
    SortedMap<Integer, InetSocketAddress> mapped = new TreeMap<>(allocation.mapped());
    putIfKnown(mapped, MAPPING, mapping.mapped());
    putIfKnown(mapped, FILTERING, filtering.mapped());
    putIfKnown(mapped, HAIRPIN, hairpin.mapped());
    PortPattern fresh =
        PortPattern.of(
            mapped.entrySet().stream()
                .map(
                    each ->
                        new PortPattern.Sample(
                            locals.get(each.getKey()).getPort(), each.getValue().getPort()))
                .toList());
    // A symmetric NAT may preserve the port for the first destination and no other: what it does
    // for the others is what a peer will meet.
    boolean symmetric = NatLabels.of(mapping.result(), filteringResult(), false) == NatLabel.SN;
    return symmetric && fresh.allocation() == PortAllocation.PRESERVING
        ? PortPattern.ofPorts(mapping.laterPorts())
        : fresh;
  }

  private static void putIfKnown(
      SortedMap<Integer, InetSocketAddress> known, int socket, @Nullable InetSocketAddress mapped) {
    if (mapped != null) {
      known.put(socket, mapped);
    }
  }

  @Override
  public @Nullable DetectionCommand poll() {
    // The order is that of the socket numbers: the allocation test lives on it.
    DetectionCommand next = mapping.poll();
    next = next != null ? next : filtering.poll();
    next = next != null ? next : hairpin.poll();
    next = next != null ? next : allocation.poll();
    return next != null ? next : news.poll();
  }

  @Override
  public long deadline() {
    if (finished || startedAt == NEVER) {
      return NEVER;
    }
    return tests().mapToLong(Machine::deadline).reduce(startedAt + limit, Math::min);
  }
}
