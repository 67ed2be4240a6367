package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void allows_a_burst_then_a_rate() {
    RateLimit limit = new RateLimit(0, 3, 2);

    assertThat(taken(limit, 0, 10)).isEqualTo(3);
    assertThat(taken(limit, SECOND / 2, 10)).isEqualTo(1);
    assertThat(taken(limit, SECOND * 3 / 2, 10)).isEqualTo(2);
  }

  @Test
  void saves_up_no_more_than_a_burst() {
    RateLimit limit = new RateLimit(0, 3, 2);

    assertThat(taken(limit, 1000 * SECOND, 10)).isEqualTo(3);
  }

  private static int taken(RateLimit limit, long now, int attempts) {
    int taken = 0;
    for (int i = 0; i < attempts; i++) {
      taken += limit.take(now) ? 1 : 0;
    }
    return taken;
  }
}
