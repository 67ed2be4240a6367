package dev.awl.peer.channel;

import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket that spreads a congestion window over its round trip: Netty ignores the send times
 * that quiche asks for, and a whole window at once overruns a short queue.
 *
 * <p>The rate is the owner's measure (see {@link ConnectionPool#sendingRate}), taken anew every
 * {@value #REFRESH_NANOS} ns of sending. 0 means unpaced.
 */
final class Pacer {

  private static final long REFRESH_NANOS = 10_000_000;
  private static final long BURST_NANOS = 1_000_000; // a timer is late by about this much
  private static final int MIN_BURST = 4 * QuicSettings.PACKET_SIZE;

  private @Nullable LongToDoubleFunction rate;
  private double bytesPerNano;
  private double tokens;
  private long filledAt;
  private long measuredAt;
  private boolean started;

  /** Bytes a nanosecond that may leave, given the time; 0: no limit. */
  void measures(LongToDoubleFunction bytesPerNanoAt) {
    rate = bytesPerNanoAt;
  }

  /** Fills the bucket. Returns whether there is a limit at all. */
  boolean refresh(long now) {
    if (!started) {
      started = true;
      filledAt = now;
      measuredAt = now - REFRESH_NANOS;
    }
    if (rate != null && now - measuredAt >= REFRESH_NANOS) {
      measuredAt = now;
      bytesPerNano = rate.applyAsDouble(now);
    }
    if (bytesPerNano > 0) {
      double burst = Math.max(MIN_BURST, bytesPerNano * BURST_NANOS);
      tokens = Math.min(burst, tokens + (now - filledAt) * bytesPerNano);
    }
    filledAt = now;
    return bytesPerNano > 0;
  }

  /**
   * Takes as much as may leave now: all of it, whole segments of it, or nothing.
   *
   * @param segment size of the datagrams in it, 0 when it is a single one
   */
  int admit(int bytes, int segment, long now) {
    int admitted = bytes;
    if (tokens < bytes) {
      int unit = segment > 0 ? Math.min(segment, bytes) : bytes;
      // The bucket may owe one datagram, or a datagram above the burst would never leave.
      admitted = tokens <= 0 ? 0 : Math.min(bytes, ((int) tokens / unit + 1) * unit);
    }
    tokens -= admitted;
    return admitted;
  }

  /** Nanoseconds until something may leave again, worth waking up for. */
  long delay() {
    double wanted = Math.max(MIN_BURST, bytesPerNano * BURST_NANOS) / 2;
    return Math.max(1, (long) ((wanted - tokens) / bytesPerNano));
  }
}
