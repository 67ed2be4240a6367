package dev.awl.classifier;

import static dev.awl.classifier.Addresses.A1P1;
import static dev.awl.classifier.Addresses.A1P2;
import static dev.awl.classifier.Addresses.A2P1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NatClassifierTest {

  private static final Set<MappingBehaviour> MAPPINGS =
      EnumSet.complementOf(EnumSet.of(MappingBehaviour.UNKNOWN));
  private static final Set<FilteringBehaviour> FILTERINGS =
      EnumSet.complementOf(EnumSet.of(FilteringBehaviour.UNKNOWN));

  static Stream<Arguments> behaviours_and_servers() {
    return Stream.of(ScriptedServer.MODERN, ScriptedServer.THRIFTY, ScriptedServer.CLASSIC)
        .flatMap(
            server -> behaviours().map(each -> Arguments.of(server, each.get()[0], each.get()[1])));
  }

  static Stream<Arguments> behaviours() {
    return MAPPINGS.stream()
        .flatMap(mapping -> FILTERINGS.stream().map(each -> Arguments.of(mapping, each)));
  }

  @ParameterizedTest
  @MethodSource("behaviours_and_servers")
  void names_every_nat_within_a_second(
      ScriptedServer server, MappingBehaviour mapping, FilteringBehaviour filtering) {
    SimulatedPath path = pathThrough(mapping, filtering);
    path.server = server;

    NatReport report = path.detect();

    assertThat(report.mapping()).isEqualTo(mapping);
    assertThat(report.filtering()).isEqualTo(filtering);
    assertThat(report.label()).isEqualTo(label(mapping, filtering));
    assertThat(report.udp()).isTrue();
    assertThat(report.behindNat()).isTrue();
    boolean cone = mapping == MappingBehaviour.ENDPOINT_INDEPENDENT;
    assertThat(report.hairpin()).isEqualTo(cone ? Boolean.FALSE : null);
    assertThat(report.mapped().getAddress()).isEqualTo(SimulatedNat.PUBLIC);
    assertThat(report.elapsedMillis()).isLessThan(1_000);
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void names_no_nat_wrongly_with_20_percent_loss_each_way(
      MappingBehaviour mapping, FilteringBehaviour filtering) {
    int decided = 0;
    for (int seed = 0; seed < 200; seed++) {
      SimulatedPath path =
          new SimulatedPath(new SimulatedNat(mapping, filtering, new Random(seed)));
      path.loss = 0.2;
      path.server = seed % 2 == 0 ? ScriptedServer.THRIFTY : ScriptedServer.CLASSIC;

      NatReport report = path.detect();

      assertThat(report.label()).as("seed %d", seed).isIn(label(mapping, filtering), null);
      assertThat(report.elapsedMillis()).isLessThanOrEqualTo(Settings.LIMIT.toMillis());
      decided += report.label() == null ? 0 : 1;
    }
    assertThat(decided).isGreaterThan(180);
  }

  @Test
  void stays_undecided_rather_than_wrong_where_most_is_lost() {
    for (int seed = 0; seed < 200; seed++) {
      SimulatedPath path =
          new SimulatedPath(
              new SimulatedNat(
                  MappingBehaviour.ENDPOINT_INDEPENDENT,
                  FilteringBehaviour.ENDPOINT_INDEPENDENT,
                  new Random(seed)));
      path.loss = 0.5;

      assertThat(path.detect().label()).as("seed %d", seed).isIn(NatLabel.FC, null);
    }
  }

  @Test
  void a_long_path_takes_longer_but_is_not_misjudged() {
    SimulatedPath path =
        pathThrough(MappingBehaviour.ENDPOINT_INDEPENDENT, FilteringBehaviour.ENDPOINT_INDEPENDENT);
    path.oneWay = Duration.ofMillis(300);

    assertThat(path.detect().label()).isEqualTo(NatLabel.FC);
  }

  @Test
  void a_long_path_and_a_strict_nat_are_done_within_the_limit() {
    SimulatedPath path =
        pathThrough(
            MappingBehaviour.ENDPOINT_INDEPENDENT, FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    path.oneWay = Duration.ofMillis(300);

    NatReport report = path.detect();

    assertThat(report.label()).isEqualTo(NatLabel.PC);
    assertThat(report.elapsedMillis()).isLessThan(2_000);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void a_host_without_nat_is_open_or_behind_a_firewall(FilteringBehaviour filtering) {
    SimulatedPath path = pathThrough(MappingBehaviour.ENDPOINT_INDEPENDENT, filtering);
    path.nat.translates = false;

    NatReport report = path.detect();

    assertThat(report.behindNat()).isFalse();
    assertThat(report.mapped()).isEqualTo(report.local());
    assertThat(report.hairpin()).isNull();
    assertThat(report.label())
        .isEqualTo(
            filtering == FilteringBehaviour.ENDPOINT_INDEPENDENT
                ? NatLabel.OPEN
                : NatLabel.FIREWALL);
  }

  @Test
  void silence_is_blocked_udp_and_known_within_three_seconds() {
    SimulatedPath path = portRestricted();
    path.server = ScriptedServer.SILENT;

    NatReport report = path.detect();

    assertThat(report.label()).isEqualTo(NatLabel.BLOCKED);
    assertThat(report.udp()).isFalse();
    assertThat(report.mapped()).isNull();
    assertThat(report.elapsedMillis()).isBetween(2_000L, 2_600L);
  }

  @Test
  void a_server_that_refuses_is_not_taken_for_blocked_udp() {
    SimulatedPath path = portRestricted();
    path.server = ScriptedServer.REFUSES;

    NatReport report = path.detect();

    assertThat(report.udp()).isTrue();
    assertThat(report.label()).isNull();
    assertThat(path.limits).containsExactly("the server refuses to answer: STUN error 401");
  }

  @Test
  void a_server_with_one_address_tells_mapping_by_its_ports_and_nothing_of_filtering() {
    SimulatedPath path = portRestricted();
    path.server = ScriptedServer.SINGLE;
    path.alsoAt = List.of(A1P2);

    NatReport report = path.detect();

    assertThat(report.mapping()).isEqualTo(MappingBehaviour.ENDPOINT_INDEPENDENT);
    assertThat(report.filtering()).isEqualTo(FilteringBehaviour.UNKNOWN);
    assertThat(report.label()).isNull();
    assertThat(path.limits).singleElement().asString().contains("one address", "filtering");
    assertThat(report.elapsedMillis()).isLessThan(1_000);
  }

  @Test
  void a_server_with_one_address_is_enough_to_see_a_symmetric_nat() {
    SimulatedPath path =
        pathThrough(
            MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT,
            FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    path.server = ScriptedServer.SINGLE;
    path.alsoAt = List.of(A1P1, A1P2);

    assertThat(path.detect().label()).isEqualTo(NatLabel.SN);
  }

  @Test
  void a_server_with_one_known_port_leaves_the_mapping_open() {
    SimulatedPath path = portRestricted();
    path.server = ScriptedServer.SINGLE;

    NatReport report = path.detect();

    assertThat(report.mapping()).isEqualTo(MappingBehaviour.UNKNOWN);
    assertThat(report.behindNat()).isTrue();
    assertThat(report.label()).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"IGNORES_CHANGE", "DEAD_ALTERNATE"})
  void a_server_that_cannot_test_filtering_does_not_make_a_strict_nat(ScriptedServer server) {
    SimulatedPath path =
        pathThrough(MappingBehaviour.ENDPOINT_INDEPENDENT, FilteringBehaviour.ENDPOINT_INDEPENDENT);
    path.server = server;

    NatReport report = path.detect();

    assertThat(report.filtering()).isEqualTo(FilteringBehaviour.UNKNOWN);
    assertThat(report.label()).isNull();
    assertThat(path.limits).last().asString().startsWith("filtering: ");
  }

  /** The two addresses may be two hosts, one of them busy; the controls know of the other alone. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void an_other_address_that_is_late_makes_no_stricter_nat(FilteringBehaviour filtering) {
    SimulatedPath path = pathThrough(MappingBehaviour.ENDPOINT_INDEPENDENT, filtering);
    path.otherIsLate = Duration.ofMillis(900);

    NatReport report = path.detect();

    assertThat(report.label()).isEqualTo(label(MappingBehaviour.ENDPOINT_INDEPENDENT, filtering));
    assertThat(report.elapsedMillis()).isLessThan(2_000);
  }

  @Test
  void a_decided_report_leaves_nothing_open() {
    SimulatedPath path = portRestricted();

    path.detect();

    assertThat(path.limits).isEmpty();
  }

  @Test
  void only_the_first_socket_speaks_to_the_other_addresses() {
    SimulatedPath path = portRestricted();

    path.detect();

    assertThat(path.sent)
        .filteredOn(send -> ScriptedServer.CORNERS.contains(send.to()) && !send.to().equals(A1P1))
        .extracting(DetectionCommand.Send::socket)
        .isNotEmpty()
        .containsOnly(0);
    assertThat(path.sent)
        .filteredOn(send -> send.socket() == 1)
        .extracting(DetectionCommand.Send::to)
        .containsOnly(A1P1);
    assertThat(path.sent).extracting(DetectionCommand.Send::to).contains(A2P1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void sees_hairpinning_whatever_the_filter_lets_in(FilteringBehaviour filtering) {
    SimulatedPath path = pathThrough(MappingBehaviour.ENDPOINT_INDEPENDENT, filtering);
    path.nat.hairpin = true;

    NatReport report = path.detect();

    assertThat(report.hairpin()).isTrue();
    assertThat(report.filtering()).isEqualTo(filtering);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void sees_how_ports_are_allocated(PortAllocation allocation) {
    SimulatedPath path = portRestricted();
    path.nat.allocation = allocation;
    path.nat.step = 2;

    NatReport report = path.detect();

    assertThat(report.allocation()).isEqualTo(allocation);
    assertThat(report.delta()).isEqualTo(allocation == PortAllocation.SEQUENTIAL ? 2 : 0);
    assertThat(report.portPreserving()).isEqualTo(allocation == PortAllocation.PRESERVING);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void a_pool_of_public_addresses_is_seen_and_changes_no_label(MappingBehaviour mapping) {
    SimulatedPath path = pathThrough(mapping, FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    path.nat.pool = true;

    NatReport report = path.detect();

    assertThat(report.label())
        .isEqualTo(label(mapping, FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT));
    assertThat(report.publicAddresses())
        .containsExactlyInAnyOrder(SimulatedNat.PUBLIC, SimulatedNat.PUBLIC_TOO);
  }

  @Test
  void a_symmetric_nat_that_preserves_the_first_port_only_is_random() {
    SimulatedPath path =
        pathThrough(
            MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT,
            FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT);

    NatReport report = path.detect();

    assertThat(report.portPreserving()).isTrue();
    assertThat(report.allocation()).isEqualTo(PortAllocation.RANDOM);
  }

  private static SimulatedPath portRestricted() {
    return pathThrough(
        MappingBehaviour.ENDPOINT_INDEPENDENT, FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT);
  }

  private static SimulatedPath pathThrough(MappingBehaviour mapping, FilteringBehaviour filtering) {
    return new SimulatedPath(new SimulatedNat(mapping, filtering, new Random(7)));
  }

  private static NatLabel label(MappingBehaviour mapping, FilteringBehaviour filtering) {
    if (mapping != MappingBehaviour.ENDPOINT_INDEPENDENT) {
      return NatLabel.SN;
    }
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT -> NatLabel.FC;
      case ADDRESS_DEPENDENT -> NatLabel.RC;
      case ADDRESS_AND_PORT_DEPENDENT -> NatLabel.PC;
      case UNKNOWN -> throw new IllegalArgumentException();
    };
  }
}
