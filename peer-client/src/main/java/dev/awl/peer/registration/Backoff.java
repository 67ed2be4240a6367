package dev.awl.peer.registration;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from half a second to half a minute, each a
 * random part of the second half, so that the peers of a restarted server do not come back at once.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private Duration next = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long half = next.toMillis() / 2;
    Duration chosen = Duration.ofMillis(half + random.nextLong(half + 1));
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return chosen;
  }

  /** After success. */
  void reset() {
    next = FIRST;
  }
}
