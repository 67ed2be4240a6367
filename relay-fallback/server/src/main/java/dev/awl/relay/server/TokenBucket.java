package dev.awl.relay.server;

/**
 * How much may pass now: fills at a steady rate up to a fifth of a second's worth. Safe for
 * threads, as one user's allocations may lie on several event loops; hardly ever contended.
 */
final class TokenBucket {

  private static final double BURST_SECONDS = 0.2;

  /** Packets must pass one by one even at the lowest rate. */
  private static final double LEAST_BURST = 4096;

  private final double bytesPerNano;
  private final double burst;
  private double available;
  private long filledAt;

  TokenBucket(long bitsPerSecond) {
    double bytesPerSecond = bitsPerSecond / 8.0;
    bytesPerNano = bytesPerSecond / 1e9;
    burst = Math.max(LEAST_BURST, bytesPerSecond * BURST_SECONDS);
    available = burst;
    filledAt = Long.MIN_VALUE;
  }

  /** Takes so many bytes; false, and nothing taken, when they are too many now. */
  synchronized boolean tryTake(long now, int bytes) {
    if (filledAt != Long.MIN_VALUE) {
      available = Math.min(burst, available + (now - filledAt) * bytesPerNano);
    }
    filledAt = now;
    if (available < bytes) {
      return false;
    }
    available -= bytes;
    return true;
  }
}
