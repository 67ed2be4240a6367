package dev.awl.peer.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {

  @Test
  void grants_every_half_window() {
    ReceiveWindow window = new ReceiveWindow();
    assertThat(window.take(ReceiveWindow.FIRST / 2 - 1)).isZero();
    assertThat(window.take(1)).isEqualTo(ReceiveWindow.FIRST / 2);
    assertThat(window.take(1)).isZero();
  }

  @Test
  void grows_to_its_limit_and_grants_the_difference_with_what_was_taken() {
    ReceiveWindow window = new ReceiveWindow();
    window.take(1000);
    assertThat(window.wish()).isEqualTo(3 * ReceiveWindow.FIRST);
    assertThat(window.grow(ReceiveWindow.FIRST)).isEqualTo(ReceiveWindow.FIRST + 1000);
    assertThat(window.size()).isEqualTo(2 * ReceiveWindow.FIRST);
    for (int more = window.wish(); more > 0; more = window.wish()) {
      assertThat(window.grow(more)).isEqualTo(more);
      assertThat(window.size()).isLessThanOrEqualTo(ReceiveWindow.LARGEST);
    }
    assertThat(window.size()).isEqualTo(ReceiveWindow.LARGEST);
  }

  /** However a sender uses its credit, it gets new credit once all it sent is taken. */
  @Test
  void never_leaves_a_sender_without_credit_for_good() {
    Random random = new Random(5);
    for (int run = 0; run < 200; run++) {
      ReceiveWindow window = new ReceiveWindow();
      long credit = ReceiveWindow.FIRST;
      for (int step = 0; step < 500; step++) {
        while (credit > 0) {
          int sent = (int) Math.min(credit, 1 + random.nextInt(128 << 10));
          credit -= sent;
          credit += window.take(sent);
          if (random.nextInt(4) == 0) {
            break;
          }
        }
        if (random.nextInt(50) == 0) {
          credit += window.grow(window.wish());
        }
        if (credit <= 0) {
          throw new AssertionError("stuck with " + credit + " of " + window.size());
        }
      }
    }
  }
}
