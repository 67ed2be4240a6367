package dev.awl.peer.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of what shares a rate: its readers ask before they read and say what they have
 * read, or wait for their turn. Nothing is buffered here; what is not read stays where it is, and
 * its sender notices by itself. On the event loop.
 */
final class Pace {

  /** Without limit, for good. */
  static final Pace FREE = new Pace(null);

  /** A timer of less only burns time. */
  private static final long SHORTEST_WAIT_NANOS = 1_000_000;

  /** Tokens for each reader that is woken, so that not all of them overdraw the bucket at once. */
  private static final int TURN = 4 << 10;

  private final @Nullable Pace whole;
  private final TokenBucket bucket = new TokenBucket();
  private final Queue<Runnable> waiting = new ArrayDeque<>(); // one for each connection at most
  private @Nullable EventLoop loop;
  private @Nullable Future<?> timer;

  /**
   * A pace without limit as yet.
   *
   * @param whole what this is a part of, and shares a rate with other parts
   */
  Pace(@Nullable Pace whole) {
    this.whole = whole;
  }

  /** From now on this rate counts, for those that wait as well. */
  void limit(@Nullable Rate rate) {
    bucket.limit(System.nanoTime(), rate);
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    time();
  }

  boolean isLimited() {
    return !bucket.isFree() || (whole != null && whole.isLimited());
  }

  boolean isOpen() {
    return isOpenItself() && (whole == null || whole.isOpen());
  }

  private boolean isOpenItself() {
    return bucket.isFree() || bucket.isOpen(System.nanoTime());
  }

  /** Says that so much was read. */
  void took(int bytes) {
    if (!bucket.isFree()) {
      bucket.take(System.nanoTime(), bytes);
    }
    if (whole != null) {
      whole.took(bytes);
    }
  }

  /** The same for what can be dropped; false: it is to be. */
  boolean takes(int bytes) {
    boolean open = isOpen();
    if (open) {
      took(bytes);
    }
    return open;
  }

  /** How many bytes a read should bring at most. */
  int allowance() {
    int own = bucket.isFree() ? Integer.MAX_VALUE : bucket.allowance(System.nanoTime());
    return whole == null ? own : Math.min(own, whole.allowance());
  }

  /**
   * Runs the reader when it is its turn; it asks again then.
   *
   * @param reader waits no more than once at a time
   */
  void await(EventLoop on, Runnable reader) {
    if (whole != null && isOpenItself()) {
      whole.await(on, reader);
    } else {
      loop = on;
      waiting.add(reader);
      time();
    }
  }

  private void time() {
    if (timer == null && loop != null && !waiting.isEmpty() && !loop.isShuttingDown()) {
      long wait = Math.max(SHORTEST_WAIT_NANOS, bucket.opensAfter(System.nanoTime()));
      timer = loop.schedule(this::wake, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void wake() {
    timer = null;
    int turns = Math.max(1, bucket.allowance(System.nanoTime()) / TURN);
    for (int most = Math.min(turns, waiting.size()); most > 0 && isOpenItself(); most--) {
      waiting.remove().run(); // and behind the others when it waits again
    }
    time();
  }
}
