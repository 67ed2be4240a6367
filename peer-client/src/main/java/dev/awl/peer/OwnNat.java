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

/** What this peer knows of its own NAT: nothing until detection, which runs once, has answered. */
final class OwnNat {

  /**
   * A caller connects first: detection's burst of packets and its cold code would be in the way.
   */
  private static final long CALLER_DETECTS_AFTER_MILLIS = 1_500;

  private final EventLoop loop;
  private final PeerSettings settings;
  private final Consumer<NatReport> found;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable Future<?> detecting;
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

  /** Detects with these servers, the first time; later calls are for nothing. */
  void detectWith(List<InetSocketAddress> servers) {
    if (detecting == null && !servers.isEmpty()) {
      boolean now = settings.reachable() || settings.detectFirst();
      long wait = now ? 0 : CALLER_DETECTS_AFTER_MILLIS;
      detecting = loop.schedule(() -> detect(servers), wait, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs the task, after detection where the settings want that. */
  void whenKnown(Runnable task) {
    if (settings.detectFirst() && detecting != null && !detected) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  private void detect(List<InetSocketAddress> servers) {
    if (closed) {
      return;
    }
    Detection.run(loop, settings.transport().sockets(), tests(servers), step -> {})
        .addListener(
            (Future<NatReport> done) -> {
              if (done.isSuccess()) {
                summary = NatSummary.of(done.getNow());
                found.accept(done.getNow());
              }
              detected = true;
              List<Runnable> tasks = List.copyOf(waiting);
              waiting.clear();
              tasks.forEach(Runnable::run);
            });
  }

  private Settings tests(List<InetSocketAddress> servers) {
    Settings plain = Settings.of(servers.get(0)).alsoAt(servers.subList(1, servers.size()));
    return settings.local().getAddress().isAnyLocalAddress()
        ? plain
        : new Settings(
            plain.server(), settings.local().getAddress(), plain.limit(), plain.alsoAt());
  }

  void close() {
    closed = true;
  }
}
