package dev.awl.peer;

import dev.awl.classifier.Detection;
import dev.awl.classifier.Settings;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.wire.nat.NatReport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this peer knows of its own NAT: nothing until detection has answered. */
final class OwnNat {

  /**
   * A caller connects first: detection's burst of packets and its cold code would be in the way.
   */
  private static final long CALLER_DETECTS_AFTER_MILLIS = 1_500;

  private static final long WHILE_ANOTHER_RUNS_MILLIS = 1_000;

  private final EventLoop loop;
  private final PeerSettings settings;
  private final Consumer<NatReport> found;
  private final List<Runnable> waiting = new ArrayList<>();
  private final Redetection again = new Redetection();
  private List<InetSocketAddress> servers = List.of();
  private @Nullable Future<?> next;
  private boolean detecting;
  private boolean detected;
  private boolean closed;
  private NatSummary summary = NatSummary.UNKNOWN;

  /**
   * Nothing runs yet.
   *
   * @param found told when detection has an answer
   */
  OwnNat(EventLoop loop, PeerSettings settings, Consumer<NatReport> found) {
    this.loop = loop;
    this.settings = settings;
    this.found = found;
  }

  /** What is known now. */
  NatSummary summary() {
    return summary;
  }

  /** Detects with these servers: now, the first time, or when there is reason to do it again. */
  void detectWith(List<InetSocketAddress> stun) {
    servers = List.copyOf(stun);
    if (next == null && !servers.isEmpty()) {
      boolean now = settings.reachable() || settings.detectFirst();
      detectAfter(now ? 0 : CALLER_DETECTS_AFTER_MILLIS);
    }
  }

  /** Runs the task, after detection where the settings want that. */
  void whenKnown(Runnable task) {
    if (settings.detectFirst() && next != null && !detected) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  /** The peer socket has a mapped address that it had not before. */
  void mappedTo(InetSocketAddress address) {
    long wait = again.mappedTo(address.getAddress());
    if (next != null && !closed && wait != Redetection.NEVER) {
      next.cancel(false);
      detectAfter(wait);
    }
  }

  private void detectAfter(long millis) {
    next = loop.schedule(this::detect, millis, TimeUnit.MILLISECONDS);
  }

  private void detect() {
    if (closed || servers.isEmpty()) {
      return;
    }
    if (detecting) {
      detectAfter(WHILE_ANOTHER_RUNS_MILLIS);
      return;
    }
    detecting = true;
    Detection.run(loop, settings.transport().sockets(), tests(), step -> {})
        .addListener(
            (Future<NatReport> done) -> {
              detecting = false;
              ended(done.isSuccess() ? done.getNow() : null);
            });
  }

  /** Detection has ended; null: it failed. */
  void ended(@Nullable NatReport report) {
    if (report != null) {
      summary = NatSummary.of(report);
      found.accept(report);
    }
    detected = true;
    List<Runnable> tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
    long wait = again.ended(report == null ? null : report.label());
    if (!closed && wait != Redetection.NEVER) {
      detectAfter(wait);
    }
  }

  private Settings tests() {
    Settings plain = Settings.of(servers.get(0)).alsoAt(servers.subList(1, servers.size()));
    return settings.local().getAddress().isAnyLocalAddress()
        ? plain
        : new Settings(
            plain.server(), settings.local().getAddress(), plain.limit(), plain.alsoAt());
  }

  void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }
}
