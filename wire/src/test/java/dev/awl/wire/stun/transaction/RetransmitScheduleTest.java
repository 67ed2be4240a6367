package dev.awl.wire.stun.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.stun.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The times of the RFCs, read off a table that is woken exactly when it asks for. */
class RetransmitScheduleTest {

  @Test
  void sends_at_the_times_of_rfc_8489_section_6_2_1() {
    assertThat(timesOf(RetransmitSchedule.RFC_8489))
        .containsExactly(500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L, -39_500L);
  }

  @Test
  void sends_at_the_times_of_rfc_3489_section_9_3() {
    assertThat(timesOf(RetransmitSchedule.RFC_3489))
        .containsExactly(100L, 300L, 700L, 1_500L, 3_100L, 4_700L, 6_300L, 7_900L, -9_500L);
  }

  @Test
  void can_be_a_single_request() {
    RetransmitSchedule once =
        new RetransmitSchedule(
            Duration.ofMillis(100), Duration.ofMillis(100), 1, Duration.ofMillis(250));
    assertThat(timesOf(once)).containsExactly(-250L);
  }

  @Test
  void does_not_overflow_however_long_it_goes_on() {
    RetransmitSchedule patient =
        new RetransmitSchedule(
            Duration.ofSeconds(3), Duration.ofSeconds(60), 1_000, Duration.ofSeconds(1));
    for (int sent = 1; sent < 1_000; sent++) {
      assertThat(patient.waitAfter(sent)).isBetween(1L, TimeUnit.SECONDS.toNanos(60));
    }
  }

  @Test
  void refuses_senseless_times() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new RetransmitSchedule(Duration.ZERO, second, 1, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetransmitSchedule(second, second, 0, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetransmitSchedule(second, second, 1, second.negated()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Milliseconds after the first request; the one at which it is given up is negative. */
  private static List<Long> timesOf(RetransmitSchedule schedule) {
    long start = 12_345;
    TransactionTable<String> table = new TransactionTable<>(1);
    table.start(start, TransactionId.random(new Random(1)), "it", schedule);
    List<Long> times = new ArrayList<>();
    while (table.size() > 0) {
      long now = table.deadline();
      long millis = TimeUnit.NANOSECONDS.toMillis(now - start);
      table.handleTimeout(now - 1, it -> times.add(0L), it -> times.add(0L));
      table.handleTimeout(now, it -> times.add(millis), it -> times.add(-millis));
    }
    return times;
  }
}
