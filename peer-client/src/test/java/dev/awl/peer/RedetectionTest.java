package dev.awl.peer;

import static dev.awl.peer.Redetection.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a NAT is looked at again. */
class RedetectionTest {

  private final Redetection redetection = new Redetection();
  private InetAddress home;
  private InetAddress away;

  @BeforeEach
  void addresses() throws UnknownHostException {
    home = InetAddress.getByName("198.51.100.1");
    away = InetAddress.getByName("198.51.100.2");
  }

  @Test
  void answer_at_the_same_address_holds_for_good() {
    assertThat(redetection.mappedTo(home)).isEqualTo(NEVER);
    assertThat(redetection.ended(NatLabel.PC)).isEqualTo(NEVER);
    assertThat(redetection.mappedTo(home)).as("another port").isEqualTo(NEVER);
  }

  @Test
  void first_address_after_the_answer_is_no_news() {
    assertThat(redetection.ended(NatLabel.PC)).isEqualTo(NEVER);
    assertThat(redetection.mappedTo(home)).isEqualTo(NEVER);
  }

  @Test
  void another_address_is_another_nat() {
    redetection.mappedTo(home);
    redetection.ended(NatLabel.PC);
    assertThat(redetection.mappedTo(away)).isPositive();
    assertThat(redetection.mappedTo(home)).as("and back").isPositive();
  }

  @Test
  void address_where_udp_was_blocked_is_news() {
    redetection.ended(NatLabel.BLOCKED);
    assertThat(redetection.mappedTo(home)).isPositive();
  }

  @Test
  void no_answer_is_asked_for_again_a_few_times_and_anew_elsewhere() {
    redetection.mappedTo(home);
    long last = 0;
    for (int i = 0; i < 3; i++) {
      long wait = redetection.ended(null);
      assertThat(wait).isGreaterThan(last);
      last = wait;
    }
    assertThat(redetection.ended(null)).as("the server cannot tell").isEqualTo(NEVER);
    redetection.mappedTo(away);
    assertThat(redetection.ended(null)).isPositive();
  }
}
