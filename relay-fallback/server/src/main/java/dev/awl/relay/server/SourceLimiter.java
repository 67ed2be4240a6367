package dev.awl.relay.server;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket a source, in a fixed table: sources share a bucket when their keyed hashes meet,
 * and no flood of forged addresses makes it grow. IPv6 sources count by /64, as they own it whole.
 */
final class SourceLimiter {

  private static final int SLOTS = 1 << 13;

  /** A client that starts over, or several behind one NAT: two seconds' worth at once. */
  private static final int BURST_SECONDS = 2;

  private final double perNano;
  private final double burst;
  private final int seed;
  private final double[] tokens = new double[SLOTS];
  private final long[] filledAt = new long[SLOTS];

  SourceLimiter(int perSecond, SecureRandom random) {
    this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
    this.burst = (double) perSecond * BURST_SECONDS;
    this.seed = random.nextInt() | 1;
    java.util.Arrays.fill(tokens, burst);
  }

  /** Takes one token of that source; false when it has none left. */
  boolean tryTake(long now, InetAddress source) {
    int slot = slotOf(source.getAddress());
    double filled = Math.min(burst, tokens[slot] + (now - filledAt[slot]) * perNano);
    filledAt[slot] = now;
    boolean granted = filled >= 1;
    tokens[slot] = granted ? filled - 1 : filled;
    return granted;
  }

  private int slotOf(byte[] address) {
    int hash = seed;
    int significant = address.length == 4 ? 4 : 8;
    for (int i = 0; i < significant; i++) {
      hash = (hash ^ address[i]) * 0x01000193;
      hash ^= hash >>> 15;
    }
    hash *= seed;
    return (hash >>> 16) & (SLOTS - 1);
  }
}
