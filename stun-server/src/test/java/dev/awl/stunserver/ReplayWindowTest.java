package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

  private final ReplayWindow window = new ReplayWindow();

  @Test
  void takes_each_number_once() {
    for (long n = 1; n <= 5_000; n++) {
      assertThat(window.take(n)).isTrue();
      assertThat(window.take(n)).isFalse();
    }
  }

  @Test
  void takes_numbers_that_were_overtaken() {
    assertThat(window.take(1_000)).isTrue();
    assertThat(window.take(1)).isTrue();
    assertThat(window.take(999)).isTrue();
    assertThat(window.take(999)).isFalse();
  }

  @Test
  void takes_none_that_is_too_late_to_remember() {
    assertThat(window.take(ReplayWindow.SIZE + 1)).isTrue();
    assertThat(window.take(1)).isFalse();
    assertThat(window.take(2)).isTrue();
  }

  @Test
  void takes_no_senseless_number() {
    assertThat(window.take(0)).isFalse();
    assertThat(window.take(-5)).isFalse();
    assertThat(window.take(Long.MAX_VALUE)).isTrue();
    assertThat(window.take(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void agrees_with_a_list_of_all_numbers() {
    Random random = new Random(5);
    Set<Long> taken = new HashSet<>();
    long highest = 0;
    for (int round = 0; round < 200_000; round++) {
      long number = Math.max(1, highest - 1_500 + random.nextInt(1_600));
      boolean expected = number > highest - ReplayWindow.SIZE && !taken.contains(number);
      assertThat(window.take(number)).as("%d after %d", number, highest).isEqualTo(expected);
      if (expected) {
        taken.add(number);
        highest = Math.max(highest, number);
      }
    }
  }
}
