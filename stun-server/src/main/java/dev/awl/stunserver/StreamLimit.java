package dev.awl.stunserver;

import java.time.Duration;

/**
 * How much TCP clients may hold on to.
 *
 * @param connections all at once
 * @param perSource from one IPv4 address or IPv6 /64
 * @param idle how long one may be open without a complete message
 */
public record StreamLimit(int connections, int perSource, Duration idle) {

  /** RFC 8489 section 6.2.2 lets the client close first; 30 s outlast its slowest detection. */
  public static final StreamLimit DEFAULT = new StreamLimit(4_096, 64, Duration.ofSeconds(30));

  public StreamLimit {
    if (connections < 1 || perSource < 1 || idle.isNegative() || idle.isZero()) {
      throw new IllegalArgumentException("a stream limit needs positive numbers");
    }
  }
}
