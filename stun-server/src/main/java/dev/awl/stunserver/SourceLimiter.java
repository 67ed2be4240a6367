package dev.awl.stunserver;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Token buckets of all sources in a table of fixed size. A slot is shared by the sources that hash
 * to it, under a secret seed: forged sources can neither make the table grow nor aim at a slot.
 *
 * <p>A bucket is one number (GCRA): the time at which it is full again. All threads of a server
 * share one limiter: the kernel spreads the ports of one source over them.
 */
final class SourceLimiter {

  private static final int SLOT_BITS = 16;
  private static final int IPV6_PREFIX_BYTES = 8;

  private final long interval;
  private final long tolerance;
  private final long seed;
  private final AtomicLongArray fullAt = new AtomicLongArray(1 << SLOT_BITS);

  /**
   * @param seed any number, unknown outside
   */
  SourceLimiter(SourceLimit limit, long seed) {
    this.interval = limit.perSecond() == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / limit.perSecond();
    this.tolerance = interval * limit.burst();
    this.seed = seed;
  }

  /**
   * Takes one token of the source's bucket.
   *
   * @param now nanoseconds since any start, not negative
   * @return false when the bucket is empty
   */
  boolean allow(InetAddress source, long now) {
    if (interval == 0 || source.isLoopbackAddress()) {
      return true;
    }
    int slot = slot(source.getAddress());
    while (true) {
      long before = fullAt.get(slot);
      long next = Math.max(before, now) + interval;
      if (next - now > tolerance) {
        return false;
      }
      if (fullAt.compareAndSet(slot, before, next)) {
        return true;
      }
    }
  }

  private int slot(byte[] address) {
    long hash = seed;
    int bytes = Math.min(address.length, IPV6_PREFIX_BYTES);
    for (int i = 0; i < bytes; i++) {
      hash = (hash ^ (address[i] & 0xFF)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return (int) (hash >>> (Long.SIZE - SLOT_BITS));
  }
}
