package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.CannotTell;
import dev.awl.classifier.DetectionCommand.Finished;
import dev.awl.classifier.DetectionCommand.Learned;
import dev.awl.classifier.DetectionCommand.SeenAs;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.classifier.DetectionEvent.Started;
import dev.awl.wire.AddressText;
import dev.awl.wire.Machine;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
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

  static final int MAPPING = 0;
  static final int FILTERING = 1;
  static final int HAIRPIN = 2;
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
  private boolean otherSettled;
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
    if (mapped != null && mapping.explored() && !hasSecondAddress()) {
      filtering.abandon();
    }
    watchOther(now);
    // Without a mapped address there is nothing to build on: blocked, refused, or too much lost.
    boolean fruitless = mapped == null && mapping.done();
    if (fruitless || allDone() || now - startedAt >= limit) {
      finish(now);
    }
  }

  private void mappedBecameKnown(long now, InetSocketAddress mapped) {
    String seen = "UDP passes: the server sees us as " + AddressText.of(mapped);
    news.add(new Learned(seen + ", " + millis(now) + " ms"));
    news.add(new SeenAs(mapped, locals.get(MAPPING)));
    if (mapped.equals(locals.get(MAPPING))) {
      hairpin.abandon();
    } else {
      hairpin.otherMapped(now, mapped);
    }
  }

  /** The mapping test hears what the filtering test must not ask: whether A2 answers at all. */
  private void watchOther(long now) {
    InetSocketAddress other = mapping.other();
    if (otherSettled || other == null) {
      return;
    }
    if (mapping.heard(other)) {
      otherSettled = true;
      filtering.otherHeard(now);
    } else if (mapping.done()) {
      otherSettled = true;
      filtering.otherIsDead(now);
    }
  }

  private boolean hasSecondAddress() {
    InetSocketAddress other = mapping.other();
    return other != null
        && !other.getAddress().equals(server.getAddress())
        && other.getPort() != server.getPort();
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
    Conclusions conclusions =
        new Conclusions(server, locals, mapping, filtering, hairpin, allocation);
    conclusions.limits().forEach(why -> news.add(new CannotTell(why)));
    news.add(new Finished(conclusions.report(heardAnything, millis(now))));
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
