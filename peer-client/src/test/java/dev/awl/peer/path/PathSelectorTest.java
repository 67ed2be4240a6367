package dev.awl.peer.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.punch.Path;
import dev.awl.wire.Machine;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathSelectorTest {

  private static final Path DIRECT = Path.direct(new InetSocketAddress("203.0.113.11", 40_000));
  private static final Path OTHER = Path.direct(new InetSocketAddress("203.0.113.11", 40_001));
  private static final Path RELAYED = Path.direct(new InetSocketAddress("203.0.113.1", 50_000));
  private static final long MS = 1_000_000;

  private final PathSelector selector = new PathSelector(new Random(1));
  private final List<PathCommand> all = new ArrayList<>();

  @Test
  void selects_the_first_path_and_a_better_one_later() {
    open(0, RELAYED, PathKind.RELAY, 40);
    assertThat(drain()).containsExactly(new PathCommand.Select(RELAYED, PathKind.RELAY, 40 * MS));
    open(100, DIRECT, PathKind.DIRECT, 80);
    assertThat(drain()).containsExactly(new PathCommand.Select(DIRECT, PathKind.DIRECT, 80 * MS));
    open(200, OTHER, PathKind.DOUBLE_RELAY, 1);
    assertThat(drain()).isEmpty();
  }

  @Test
  void does_not_flap_between_equals_but_takes_a_clearly_faster_one() {
    open(0, DIRECT, PathKind.DIRECT, 40);
    drain();
    open(1, OTHER, PathKind.DIRECT, 35);
    assertThat(drain()).isEmpty();
    open(2, OTHER, PathKind.DIRECT, 20);
    assertThat(drain()).containsExactly(new PathCommand.Select(OTHER, PathKind.DIRECT, 20 * MS));
  }

  @Test
  void falls_back_to_the_relay_within_six_and_a_half_seconds_of_silence() {
    open(0, RELAYED, PathKind.RELAY, 40);
    open(0, DIRECT, PathKind.DIRECT, 20);
    drain();

    long fellBack = -1;
    for (long now = 0; now <= 6500 && fellBack < 0; now += 50) {
      selector.handle(now * MS, new PathEvent.Sent());
      selector.handleTimeout(now * MS);
      for (PathCommand command : drain()) {
        if (command instanceof PathCommand.Probe probe && probe.path().equals(RELAYED)) {
          selector.handle(now * MS, new PathEvent.Answered(RELAYED, 40 * MS));
        }
        if (command instanceof PathCommand.Select select && select.path().equals(RELAYED)) {
          fellBack = now;
        }
      }
    }
    assertThat(fellBack).isBetween(2500L, 6500L);
    assertThat(all).contains(new PathCommand.Lost(DIRECT, PathKind.DIRECT));
  }

  @Test
  void keeps_a_path_alive_while_its_probes_are_answered_for_an_hour() {
    open(0, DIRECT, PathKind.DIRECT, 20);
    drain();
    int probes = 0;
    for (long now = selector.deadline(); now < 3_600_000L * MS; now = selector.deadline()) {
      selector.handleTimeout(now);
      for (PathCommand command : drain()) {
        assertThat(command).isEqualTo(new PathCommand.Probe(DIRECT));
        selector.handle(now + 20 * MS, new PathEvent.Answered(DIRECT, 20 * MS));
        probes++;
      }
    }
    assertThat(probes).isBetween(3600 / 18, 3600 / 15 + 1);
  }

  @Test
  void forgives_lost_heartbeats_while_packets_come_in() {
    open(0, DIRECT, PathKind.DIRECT, 20);
    drain();
    long first = selector.deadline();
    for (long now = first; now < first + 5_000 * MS; now += 100 * MS) {
      selector.handle(now, new PathEvent.Heard(DIRECT));
      selector.handleTimeout(now);
    }
    assertThat(drain()).doesNotHaveAnyElementsOfTypes(PathCommand.Lost.class);
    selector.handle(first + 5_000 * MS, new PathEvent.Answered(DIRECT, 20 * MS));
    assertThat(selector.selected()).isEqualTo(DIRECT);
  }

  @Test
  void says_so_when_the_last_path_is_gone() {
    open(0, DIRECT, PathKind.DIRECT, 20);
    drain();
    for (int steps = 0; selector.deadline() != Machine.NEVER && steps < 100; steps++) {
      selector.handleTimeout(selector.deadline());
    }
    assertThat(drain()).last().isEqualTo(new PathCommand.Stranded());
    assertThat(selector.selected()).isNull();
  }

  @Test
  void asks_the_other_paths_at_once_when_the_one_in_use_is_gone() {
    open(0, RELAYED, PathKind.RELAY, 40);
    open(0, DIRECT, PathKind.DIRECT, 20);
    drain();

    selector.handle(100 * MS, new PathEvent.Withdrawn(DIRECT));
    selector.handleTimeout(selector.deadline());

    assertThat(drain()).contains(new PathCommand.Probe(RELAYED));
    assertThat(selector.deadline()).isLessThan(3_000 * MS);
  }

  @Test
  void drops_a_withdrawn_path_at_once() {
    open(0, RELAYED, PathKind.RELAY, 40);
    open(0, DIRECT, PathKind.DIRECT, 20);
    drain();
    selector.handle(MS, new PathEvent.Withdrawn(DIRECT));
    assertThat(drain()).contains(new PathCommand.Select(RELAYED, PathKind.RELAY, 40 * MS));
  }

  @Test
  void keeps_no_more_than_six_paths() {
    for (int port = 1; port <= 50; port++) {
      Path path = Path.direct(new InetSocketAddress("203.0.113.9", port));
      open(0, path, PathKind.DIRECT, 20 + port);
    }
    selector.handleTimeout(60_000 * MS);
    assertThat(drain()).filteredOn(PathCommand.Probe.class::isInstance).hasSizeLessThanOrEqualTo(6);
  }

  private void open(long millis, Path path, PathKind kind, long roundTripMillis) {
    selector.handle(millis * MS, new PathEvent.Opened(path, kind, roundTripMillis * MS));
  }

  private List<PathCommand> drain() {
    List<PathCommand> drained = new ArrayList<>();
    for (PathCommand each = selector.poll(); each != null; each = selector.poll()) {
      drained.add(each);
    }
    all.addAll(drained);
    return drained;
  }
}
