package dev.awl.peer.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StrategyMatrixTest {

  /** The upper triangle of the design's table. */
  @ParameterizedTest(name = "{0} x {1}: {2}")
  @CsvSource({
    "OPEN, OPEN, direct",
    "OPEN, FC, reverse-connection",
    "OPEN, RC, reverse-connection",
    "OPEN, PC, reverse-connection",
    "OPEN, SN, reverse-connection",
    "FC, FC, full-cone",
    "FC, RC, full-cone",
    "FC, PC, full-cone",
    "FC, SN, full-cone",
    "RC, RC, restricted-open",
    "RC, PC, restricted-open",
    "RC, SN, restricted-open",
    "PC, PC, simultaneous-open",
    "PC, SN, relay",
    "SN, SN, relay",
    "FIREWALL, PC, simultaneous-open",
    "FIREWALL, SN, relay"
  })
  void names_the_plan_of_the_design_whichever_side_asks(NatLabel a, NatLabel b, String plan) {
    assertThat(StrategyMatrix.plans(a, b).get(0)).hasToString(plan);
    assertThat(StrategyMatrix.plans(b, a)).isEqualTo(StrategyMatrix.plans(a, b));
  }

  @ParameterizedTest
  @EnumSource(NatLabel.class)
  void sends_a_blocked_peer_to_the_relay(NatLabel other) {
    assertThat(StrategyMatrix.plans(NatLabel.BLOCKED, other)).containsExactly(Strategy.RELAY);
    assertThat(StrategyMatrix.plans(other, NatLabel.BLOCKED)).containsExactly(Strategy.RELAY);
  }

  @Test
  void opens_from_both_sides_where_a_label_is_not_known() {
    assertThat(StrategyMatrix.plans(null, NatLabel.SN))
        .isEqualTo(List.of(Strategy.SIMULTANEOUS_OPEN, Strategy.RELAY));
    assertThat(StrategyMatrix.direct(null, null)).isTrue();
  }

  @Test
  void ends_every_list_with_the_relay() {
    for (NatLabel a : NatLabel.values()) {
      for (NatLabel b : NatLabel.values()) {
        assertThat(StrategyMatrix.plans(a, b)).last().isEqualTo(Strategy.RELAY);
      }
    }
  }
}
