package dev.awl.peer.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.strategy.PunchBudget;
import dev.awl.wire.Machine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HolePuncherTest {

  private static final Path NEAR = Path.direct(new InetSocketAddress("203.0.113.11", 40_000));
  private static final Path FAR = Path.direct(new InetSocketAddress("203.0.113.12", 41_000));
  private static final PunchBudget FOUR =
      new PunchBudget(4, Duration.ofMillis(10), Duration.ofMillis(40), 3);
  private static final long MS = 1_000_000;

  private final HolePuncher puncher = new HolePuncher();

  @Test
  void probes_every_target_at_once_and_again_at_growing_intervals() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR, FAR), FOUR));

    assertThat(drain()).containsExactly(probe(NEAR), probe(FAR));
    assertThat(puncher.deadline()).isEqualTo(10 * MS);
    puncher.handleTimeout(10 * MS);
    assertThat(drain()).containsExactly(probe(NEAR), probe(FAR));
    assertThat(puncher.deadline()).isEqualTo(30 * MS);
    puncher.handleTimeout(30 * MS);
    assertThat(drain()).hasSize(2);
    assertThat(puncher.deadline()).isEqualTo(70 * MS);
  }

  @Test
  void ends_the_round_when_the_budget_is_spent_and_the_last_answer_is_overdue() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));

    List<PunchCommand> all = runUntilQuiet();
    assertThat(all).filteredOn(PunchCommand.Probe.class::isInstance).hasSize(4);
    assertThat(all).last().isEqualTo(new PunchCommand.RoundOver(4, List.of()));
  }

  @Test
  void opens_a_path_once_and_sends_three_more_probes_for_the_other_side() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    drain();

    puncher.handle(5 * MS, new PunchEvent.Answered(NEAR, 5 * MS));
    assertThat(drain()).containsExactly(new PunchCommand.Open(NEAR, 5 * MS));
    puncher.handle(6 * MS, new PunchEvent.Answered(NEAR, 6 * MS));
    assertThat(drain()).isEmpty();

    List<PunchCommand> rest = runUntilQuiet();
    assertThat(rest).filteredOn(PunchCommand.Probe.class::isInstance).hasSize(3);
    assertThat(rest).last().isEqualTo(new PunchCommand.RoundOver(4, List.of(NEAR)));
  }

  @Test
  void takes_up_the_peer_reflexive_address_that_a_probe_comes_from() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    drain();

    puncher.handle(MS, new PunchEvent.ProbeArrived(FAR));
    assertThat(drain()).containsExactly(probe(FAR));
  }

  @Test
  void answers_the_peers_probe_with_its_own_even_when_the_budget_of_the_target_is_spent() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    runUntilQuiet();

    puncher.handle(10_000 * MS, new PunchEvent.ProbeArrived(NEAR));
    assertThat(drain()).startsWith(probe(NEAR));
  }

  @Test
  void does_not_let_a_flood_of_probes_make_it_flood_back() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    drain();

    for (int i = 1; i <= 9; i++) {
      puncher.handle(i * MS, new PunchEvent.ProbeArrived(NEAR));
    }
    assertThat(drain()).isEmpty();
  }

  @Test
  void ignores_targets_beyond_the_budget() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    for (int port = 1; port < 100; port++) {
      Path path = Path.direct(new InetSocketAddress("203.0.113.99", port));
      puncher.handle(MS, new PunchEvent.ProbeArrived(path));
    }
    assertThat(drain()).filteredOn(PunchCommand.Probe.class::isInstance).hasSize(3);
  }

  @Test
  void tries_a_closed_path_again_in_the_next_round() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    puncher.handle(MS, new PunchEvent.Answered(NEAR, MS));
    runUntilQuiet();

    puncher.handle(1000 * MS, new PunchEvent.Closed(NEAR));
    puncher.handle(2000 * MS, new PunchEvent.Begin(List.of(NEAR), FOUR));
    assertThat(drain()).contains(probe(NEAR));
    puncher.handle(2001 * MS, new PunchEvent.Answered(NEAR, MS));
    assertThat(drain()).contains(new PunchCommand.Open(NEAR, MS));
  }

  @Test
  void leaves_an_open_path_alone_when_a_new_round_begins() {
    puncher.handle(0, new PunchEvent.Begin(List.of(NEAR), FOUR));
    puncher.handle(MS, new PunchEvent.Answered(NEAR, MS));
    runUntilQuiet();

    puncher.handle(2000 * MS, new PunchEvent.Begin(List.of(NEAR, FAR), FOUR));
    assertThat(drain()).containsExactly(probe(FAR));
  }

  private static PunchCommand probe(Path path) {
    return new PunchCommand.Probe(path);
  }

  private List<PunchCommand> drain() {
    List<PunchCommand> all = new ArrayList<>();
    for (PunchCommand each = puncher.poll(); each != null; each = puncher.poll()) {
      all.add(each);
    }
    return all;
  }

  private List<PunchCommand> runUntilQuiet() {
    List<PunchCommand> all = drain();
    for (int steps = 0; puncher.deadline() != Machine.NEVER; steps++) {
      assertThat(steps).as("a round is bounded").isLessThan(100);
      puncher.handleTimeout(puncher.deadline());
      all.addAll(drain());
    }
    return all;
  }
}
