package dev.awl.wire.stun.transaction;

import java.time.Duration;

/**
 * When a request over UDP is sent again and when it is given up (RFC 8489 section 6.2.1): after
 * RTO, 2 RTO, 4 RTO ... up to a longest interval; given up a last wait after the last request.
 *
 * @param rto wait after the first request
 * @param longest no wait between requests is longer
 * @param requests how many are sent in all (Rc)
 * @param lastWait wait after the last request (Rm x RTO)
 */
public record RetransmitSchedule(Duration rto, Duration longest, int requests, Duration lastWait) {

  /** RFC 8489 section 6.2.1: 0, 500, 1500, 3500, 7500, 15500, 31500 ms; given up at 39500 ms. */
  public static final RetransmitSchedule RFC_8489 =
      new RetransmitSchedule(
          Duration.ofMillis(500), Duration.ofSeconds(16), 7, Duration.ofSeconds(8));

  /** RFC 3489 section 9.3: 0, 100, 300, 700, 1500, 3100 ... ms; given up at 9500 ms. */
  public static final RetransmitSchedule RFC_3489 =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(1600), 9, Duration.ofMillis(1600));

  public RetransmitSchedule {
    if (rto.isNegative() || rto.isZero() || requests < 1 || lastWait.isNegative()) {
      throw new IllegalArgumentException("a retransmit schedule needs positive times");
    }
  }

  /** Nanoseconds to wait after the request number {@code sent}, counted from 1. */
  long waitAfter(int sent) {
    if (sent >= requests) {
      return lastWait.toNanos();
    }
    long doubled = rto.toNanos() << Math.min(sent - 1, 20);
    return Math.min(doubled, longest.toNanos());
  }
}
