package dev.awl.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeWaitsTest {

  @Test
  void growing_waits_end_with_the_longest() {
    assertThat(LifetimeWaits.growing(300, 8)).containsExactly(10, 16, 26, 43, 70, 114, 185, 300);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 8, 20, 61, 7200})
  void growing_waits_are_whole_seconds_each_once(long longest) {
    List<Integer> waits = LifetimeWaits.growing(longest, 8);

    assertThat(waits).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(8);
    assertThat(waits.get(0)).isPositive();
    assertThat(waits).last().isEqualTo((int) longest);
  }

  @Test
  void waits_between_two_others_leave_those_out() {
    assertThat(LifetimeWaits.between(26, 43, 8)).containsExactly(28, 30, 32, 34, 35, 37, 39, 41);
    assertThat(LifetimeWaits.between(0, 3, 8)).containsExactly(1, 2);
    assertThat(LifetimeWaits.between(9, 10, 8)).isEmpty();
  }
}
