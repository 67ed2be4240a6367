package dev.awl.rendezvous;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * So many at once from a source, then one an interval; a source is what {@link Admission#sourceOf}
 * makes of an address.
 *
 * <p>Remembers {@value #MAX_SOURCES} sources. The one not heard of for longest gives way, and would
 * start with a full bucket again; who has that many addresses needs no such trick.
 */
final class SourceRates {

  static final int MAX_SOURCES = 4096;

  private final int burst;
  private final Duration interval;
  private final Map<InetAddress, RateLimit> bySource =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, RateLimit> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  SourceRates(int burst, Duration interval) {
    this.burst = burst;
    this.interval = interval;
  }

  /** Takes one; false when the source has had enough. No source: no limit. */
  boolean take(long now, @Nullable InetAddress source) {
    return source == null
        || bySource.computeIfAbsent(source, each -> new RateLimit(now, burst, interval)).take(now);
  }

  int size() {
    return bySource.size();
  }
}
