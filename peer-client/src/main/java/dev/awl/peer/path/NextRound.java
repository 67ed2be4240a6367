package dev.awl.peer.path;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When to look for paths once more: soon after a direct one died, and less and less often while
 * there is none. On the event loop.
 */
final class NextRound {

  /** Pauses before another round when no direct path was found or it died, in milliseconds. */
  private static final long[] PAUSES_MILLIS = {1_500, 4_000, 10_000, 30_000, 60_000};

  private final EventLoop loop;
  private final Runnable begin;
  private @Nullable Future<?> scheduled;
  private int round;
  private boolean wasDirect;
  private boolean closed;

  NextRound(EventLoop loop, Runnable begin) {
    this.loop = loop;
    this.begin = begin;
  }

  /** A direct path is there: when it dies, it is worth looking for again at once. */
  void directFound() {
    wasDirect = true;
    round = 0;
  }

  /**
   * Begins the next round after a pause, unless one is due already.
   *
   * @param connected whether data has a path meanwhile
   */
  void schedule(boolean connected) {
    if (scheduled != null || closed) {
      return;
    }
    if (round >= PAUSES_MILLIS.length && !wasDirect && connected) {
      return; // five rounds found no hole: the relay it is, until it dies
    }
    long wait = PAUSES_MILLIS[Math.min(round, PAUSES_MILLIS.length - 1)];
    round++;
    scheduled = loop.schedule(this::begin, wait, TimeUnit.MILLISECONDS);
  }

  private void begin() {
    scheduled = null;
    begin.run();
  }

  void close() {
    closed = true;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }
}
