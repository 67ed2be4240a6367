package dev.awl.peer.strategy;

import java.time.Duration;

/**
 * What one punching round may cost.
 *
 * @param probesPerTarget probes to one address before it counts as closed
 * @param firstInterval wait after the first probe to an address; doubled after each
 * @param longestInterval the wait never grows beyond this
 * @param targets addresses tried in all, those learned on the way included
 */
public record PunchBudget(
    int probesPerTarget, Duration firstInterval, Duration longestInterval, int targets) {

  /**
   * About five seconds of 1350-byte probes: 25, 75, 175, 375, 775 ms and so on. The first ones come
   * quickly, as the other side's NAT opens within half a round trip of ours.
   */
  public static final PunchBudget DEFAULT =
      new PunchBudget(16, Duration.ofMillis(25), Duration.ofMillis(400), 24);

  public PunchBudget {
    if (probesPerTarget < 1 || targets < 1 || firstInterval.isNegative()) {
      throw new IllegalArgumentException("a punch budget allows at least one probe to one target");
    }
  }

  /** Nanoseconds to wait after probe number {@code sent}, counted from 1. */
  public long waitAfter(int sent) {
    long doubled = firstInterval.toNanos() << Math.min(sent - 1, 16);
    return Math.min(doubled, longestInterval.toNanos());
  }
}
