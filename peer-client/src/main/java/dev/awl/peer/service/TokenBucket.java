package dev.awl.peer.service;

import org.jspecify.annotations.Nullable;

/**
 * A token bucket that lets itself be overdrawn: how much a read brings is known after it. It is
 * open while there are tokens; once they are used up it opens again when some have come together,
 * so that readers are not woken for a few bytes each. A machine: it has no clock.
 */
final class TokenBucket {

  /** What may go at once after a pause, as time at the rate. */
  private static final long BURST_NANOS = 100_000_000;

  /** How long it stays closed at least, the same way. */
  private static final long STEP_NANOS = 5_000_000;

  /** A bucket that is overdrawn when the rate changes waits no longer than this. */
  private static final long LONGEST_DEBT_NANOS = 1_000_000_000;

  /** A read of less is not worth it; also the least capacity. */
  static final int LEAST_READ = 2 << 10;

  private double bytesPerNano;
  private double tokens;
  private long filledAt;
  private boolean closed;

  /** Whether there is no limit. */
  boolean isFree() {
    return bytesPerNano == 0;
  }

  /** From now on this rate counts; null: none does. */
  void limit(long now, @Nullable Rate rate) {
    boolean wasFree = isFree();
    fill(now);
    bytesPerNano = rate == null ? 0 : rate.bytesPerNano();
    filledAt = now;
    tokens =
        wasFree
            ? capacity()
            : Math.min(capacity(), Math.max(tokens, -bytesPerNano * LONGEST_DEBT_NANOS));
    closed = !isFree() && tokens <= 0;
  }

  private double capacity() {
    return Math.max(LEAST_READ, bytesPerNano * BURST_NANOS);
  }

  private double step() {
    return Math.min(capacity() / 2, Math.max(LEAST_READ / 2.0, bytesPerNano * STEP_NANOS));
  }

  private void fill(long now) {
    if (!isFree()) {
      tokens = Math.min(capacity(), tokens + (now - filledAt) * bytesPerNano);
      filledAt = now;
    }
  }

  boolean isOpen(long now) {
    if (isFree()) {
      return true;
    }
    fill(now);
    closed = closed ? tokens < step() : tokens <= 0;
    return !closed;
  }

  /** Nanoseconds until it opens; 0: it is open. */
  long opensAfter(long now) {
    return isOpen(now) ? 0 : (long) Math.ceil((step() - tokens) / bytesPerNano);
  }

  /** Uses up tokens, even those that are not there yet. */
  void take(long now, int bytes) {
    if (!isFree()) {
      fill(now);
      tokens -= bytes;
    }
  }

  /** How many bytes a read should bring at most. */
  int allowance(long now) {
    if (isFree()) {
      return Integer.MAX_VALUE;
    }
    fill(now);
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_READ, tokens));
  }
}
