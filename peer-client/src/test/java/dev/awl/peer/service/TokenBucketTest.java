package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000;

  private final TokenBucket bucket = new TokenBucket();
  private long now = 17;

  @Test
  void without_a_rate_it_is_always_open() {
    bucket.take(now, Integer.MAX_VALUE);
    assertThat(bucket.isOpen(now)).isTrue();
    assertThat(bucket.opensAfter(now)).isZero();
    assertThat(bucket.allowance(now)).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(longs = {8_000, 1_000_000, 20_000_000, 10_000_000_000L})
  void long_run_is_the_rate_whatever_the_reads_bring(long bits) {
    bucket.limit(now, new Rate(bits));
    Random random = new Random(bits);
    double bytes = 0;
    long begin = now;
    long turns = 0;
    while (now - begin < 100 * SECOND) {
      if (bucket.isOpen(now)) {
        int read = 1 + random.nextInt(Math.min(128 << 10, bucket.allowance(now)));
        bucket.take(now, read);
        bytes += read;
      } else {
        now += bucket.opensAfter(now);
        turns++;
      }
    }
    assertThat(bytes / 100).isCloseTo(bits / 8.0, within(Math.max(bits / 8.0 * 0.01, 60)));
    // Nobody is woken for a few bytes: two hundred times a second at most.
    assertThat(turns).isLessThanOrEqualTo(100 * 200 + 1);
  }

  @Test
  void burst_after_a_pause_is_a_tenth_of_a_second() {
    bucket.limit(now, new Rate(8_000_000));
    now += 60 * SECOND;
    assertThat(bucket.allowance(now)).isEqualTo(100_000);
    bucket.take(now, 100_000);
    assertThat(bucket.isOpen(now)).isFalse();
  }

  @Test
  void closed_bucket_opens_when_some_have_come_together_and_not_before() {
    bucket.limit(now, new Rate(8_000_000)); // a byte a microsecond
    bucket.take(now, 101_000);
    assertThat(bucket.isOpen(now)).isFalse();
    assertThat(bucket.opensAfter(now)).isEqualTo(6_000_000); // the debt and a step of 5 ms
    assertThat(bucket.isOpen(now + 5_999_000)).isFalse();
    assertThat(bucket.isOpen(now + 6_000_000)).isTrue();
    assertThat(bucket.isOpen(now + 6_000_000)).isTrue();
  }

  @Test
  void overdrawn_bucket_is_paid_back() {
    bucket.limit(now, new Rate(8_000_000));
    bucket.take(now, 100_000 + 3_000_000);
    assertThat(bucket.opensAfter(now)).isEqualTo(3 * SECOND + 5_000_000);
  }

  @Test
  void new_rate_counts_at_once_and_an_old_debt_for_a_second_at_most() {
    bucket.limit(now, new Rate(8_000_000_000L));
    bucket.take(now, 200_000_000);
    bucket.limit(now, new Rate(8_000_000));
    assertThat(bucket.opensAfter(now)).isEqualTo(SECOND + 5_000_000);
    bucket.limit(now, new Rate(80_000_000));
    assertThat(bucket.opensAfter(now)).isEqualTo(SECOND / 10 + 5_000_000);
    bucket.limit(now, null);
    assertThat(bucket.isOpen(now)).isTrue();
    bucket.limit(now, new Rate(8_000_000));
    assertThat(bucket.isOpen(now)).isTrue();
  }
}
