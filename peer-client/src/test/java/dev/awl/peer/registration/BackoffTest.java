package dev.awl.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doubles_up_to_half_a_minute_with_jitter_and_starts_again_after_success() {
    Backoff backoff = new Backoff(new Random(1));
    Duration expected = Backoff.FIRST;
    for (int i = 0; i < 12; i++) {
      assertThat(backoff.next()).isBetween(expected.dividedBy(2), expected);
      expected = expected.multipliedBy(2);
      expected = expected.compareTo(Backoff.LONGEST) > 0 ? Backoff.LONGEST : expected;
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(Backoff.FIRST.dividedBy(2), Backoff.FIRST);
  }
}
