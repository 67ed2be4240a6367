package dev.awl.peer.strategy;

import static dev.awl.wire.nat.PortAllocation.PRESERVING;
import static dev.awl.wire.nat.PortAllocation.RANDOM;
import static dev.awl.wire.nat.PortAllocation.SEQUENTIAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures are the design's, section 5. */
class UntriedTest {

  @Test
  void guessing_one_random_port_takes_175_probes_for_half_the_odds_and_1161_for_99_percent() {
    assertThat(Untried.between(NatLabel.PC, PRESERVING, NatLabel.SN, RANDOM))
        .containsExactly(new Untried("birthday", 175, 0.5), new Untried("birthday", 1161, 0.99));
  }

  @Test
  void sequential_ports_are_predicted_before_they_are_guessed() {
    assertThat(Untried.between(NatLabel.SN, SEQUENTIAL, NatLabel.PC, PRESERVING))
        .extracting(Untried::name)
        .containsExactly("port-prediction", "birthday", "birthday");
    assertThat(Untried.between(NatLabel.SN, SEQUENTIAL, NatLabel.SN, SEQUENTIAL))
        .containsExactly(new Untried("mutual-prediction", 128, 0.99));
  }

  @Test
  void guessing_on_both_sides_takes_tens_of_thousands() {
    List<Untried> both = Untried.between(NatLabel.SN, RANDOM, NatLabel.SN, SEQUENTIAL);
    assertThat(both).extracting(Untried::name).containsOnly("mutual-birthday");
    assertThat(both.get(0).probes()).isBetween(53_000L, 55_000L);
    assertThat(both.get(1).probes()).isBetween(137_000L, 139_000L);
  }

  @Test
  void nothing_is_left_where_there_is_a_hole_and_where_nothing_helps() {
    assertThat(Untried.between(NatLabel.PC, PRESERVING, NatLabel.PC, RANDOM)).isEmpty();
    assertThat(Untried.between(NatLabel.RC, PRESERVING, NatLabel.SN, RANDOM)).isEmpty();
    assertThat(Untried.between(NatLabel.BLOCKED, PRESERVING, NatLabel.SN, RANDOM)).isEmpty();
    assertThat(Untried.between(null, RANDOM, NatLabel.SN, RANDOM)).isEmpty();
  }
}
