package dev.awl.cli.demo;

import dev.awl.peer.PathReport;
import dev.awl.peer.strategy.Strategy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The paths a session took. Reports come from the event loop, questions from the demo's thread. */
final class Paths {

  /** How long a hole may take once the file is there; it is a few round trips. */
  private static final long HOLE_SECONDS = 8;

  private final CountDownLatch hole = new CountDownLatch(1);
  private long relayMillis = -1;
  private long directMillis = -1;
  private @Nullable PathReport last;

  synchronized void add(PathReport path) {
    last = path;
    if (path.kind().isRelayed()) {
      relayMillis = relayMillis < 0 ? path.elapsedMillis() : relayMillis;
    } else {
      directMillis = directMillis < 0 ? path.elapsedMillis() : directMillis;
      hole.countDown();
    }
  }

  /** When the first relay path was there; -1: never. */
  synchronized long relayMillis() {
    return relayMillis;
  }

  /** When the first direct path was there; -1: never. */
  synchronized long directMillis() {
    return directMillis;
  }

  /** Compares with what the matrix says of this pair, after a hole had its time. */
  void judge(Strategy plan, List<String> problems) {
    boolean promised = plan != Strategy.RELAY;
    if (promised) {
      awaitHole();
    }
    PathReport now = last();
    if (now == null) {
      problems.add("there was no path");
    } else if (promised == now.kind().isRelayed()) {
      problems.add("the matrix says " + plan + ", the data goes " + now.kind());
    }
  }

  private synchronized @Nullable PathReport last() {
    return last;
  }

  private void awaitHole() {
    try {
      var unused = hole.await(HOLE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
