package dev.awl.rendezvous;

import java.time.Duration;

/** A token bucket: so many at once, so many a second afterwards. */
final class RateLimit {

  private final long interval;
  private final long capacity;
  private long level;
  private long filledAt;

  /** Both in tokens. */
  RateLimit(long now, int burst, int perSecond) {
    this(now, burst, Duration.ofSeconds(1).dividedBy(perSecond));
  }

  /** So many at once, then one an interval. */
  RateLimit(long now, int burst, Duration interval) {
    this.interval = interval.toNanos();
    this.capacity = burst * this.interval;
    this.level = capacity;
    this.filledAt = now;
  }

  /** Takes a token; false when there is none. */
  boolean take(long now) {
    level = Math.min(capacity, level + (now - filledAt));
    filledAt = now;
    if (level < interval) {
      return false;
    }
    level -= interval;
    return true;
  }
}
