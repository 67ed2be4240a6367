package dev.awl.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.classifier.DetectionCommand.Finished;
import dev.awl.classifier.NatClassifier;
import dev.awl.classifier.Settings;
import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detection against our STUN server through every NAT there can be: mapping x filtering x
 * allocation x hairpin, without and with loss each way, on a path of 50 ms.
 */
class DetectionGridTest {

  private static final Logger LOG = LoggerFactory.getLogger(DetectionGridTest.class);
  private static final int RUNS = 200;
  private static final Duration LONGER_THAN_ANY = Duration.ofSeconds(5);
  private static final StringBuilder SUMMARY = new StringBuilder();

  private static List<NatType> cells() {
    return Stream.of(MappingBehaviour.values())
        .filter(mapping -> mapping != MappingBehaviour.UNKNOWN)
        .flatMap(
            mapping ->
                Stream.of(FilteringBehaviour.values())
                    .filter(filtering -> filtering != FilteringBehaviour.UNKNOWN)
                    .flatMap(filtering -> cellsOf(mapping, filtering)))
        .toList();
  }

  private static Stream<NatType> cellsOf(MappingBehaviour mapping, FilteringBehaviour filtering) {
    return Stream.of(PortAllocation.PRESERVING, PortAllocation.SEQUENTIAL, PortAllocation.RANDOM)
        .flatMap(
            allocation ->
                Stream.of(false, true)
                    .map(
                        hairpin ->
                            new NatType(
                                String.join(
                                    " ",
                                    mapping.toString(),
                                    filtering.toString(),
                                    allocation.toString(),
                                    hairpin ? "hairpin" : "no-hairpin"),
                                label(mapping, filtering),
                                true,
                                true,
                                mapping,
                                filtering,
                                allocation,
                                1,
                                hairpin,
                                Duration.ofMinutes(2),
                                4096)));
  }

  /** RFC 3489's words for RFC 4787's. */
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

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.2})
  void no_cell_of_the_grid_gets_a_wrong_label(double loss) {
    int undecided = 0;
    long slowest = 0;
    List<NatType> cells = cells();
    assertThat(cells).hasSize(54);
    for (NatType cell : cells) {
      int undecidedHere = 0;
      for (int run = 0; run < RUNS; run++) {
        NatReport report = detect(cell, loss, run);
        if (report.label() == null) {
          undecidedHere++;
        } else {
          assertThat(report.label())
              .as("%s, loss %s, run %d", cell, loss, run)
              .isEqualTo(cell.label());
        }
        slowest = Math.max(slowest, report.elapsedMillis());
      }
      // Saying nothing would be an easy way never to be wrong.
      assertThat(undecidedHere).as("%s, loss %s", cell, loss).isLessThanOrEqualTo(RUNS / 5);
      undecided += undecidedHere;
    }
    assertThat(slowest).isLessThanOrEqualTo(loss == 0 ? 1000 : Settings.LIMIT.toMillis());
    if (loss == 0) {
      assertThat(undecided).isZero();
    }
    SUMMARY.append(
        String.format(
            "%n  loss %2.0f %%: %d cells x %d runs, 0 wrong, %d undecided, slowest %d ms",
            loss * 100, cells.size(), RUNS, undecided, slowest));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.2})
  void no_host_without_nat_gets_a_wrong_label(double loss) {
    for (NatType type : List.of(NatType.OPEN, NatType.FIREWALL, NatType.BLOCKED)) {
      for (int run = 0; run < RUNS; run++) {
        NatReport report = detect(type, loss, run);

        assertThat(report.label())
            .as("%s, loss %s, run %d", type, loss, run)
            .isIn(type.label(), null);
        assertThat(report.elapsedMillis()).isLessThanOrEqualTo(type.passesUdp() ? 2600 : 3000);
      }
    }
  }

  @Test
  void without_loss_every_fact_is_right() {
    for (NatType cell : cells()) {
      NatReport report = detect(cell, 0, 1);

      assertThat(report.mapping()).as("%s", cell).isEqualTo(cell.mapping());
      assertThat(report.filtering()).as("%s", cell).isEqualTo(cell.filtering());
      // A mapping that is the server's alone lets nothing in that comes round by the NAT.
      boolean cone = cell.mapping() == MappingBehaviour.ENDPOINT_INDEPENDENT;
      assertThat(report.hairpin())
          .as("%s", cell)
          .isIn(cell.hairpin(), cone ? cell.hairpin() : null);
      // No symmetric NAT preserves the port towards a second destination: the next free one it is.
      boolean symmetricPreserving = !cone && cell.allocation() == PortAllocation.PRESERVING;
      assertThat(report.allocation())
          .as("%s", cell)
          .isIn(
              symmetricPreserving ? PortAllocation.SEQUENTIAL : cell.allocation(),
              symmetricPreserving ? PortAllocation.UNKNOWN : cell.allocation());
      assertThat(report.publicAddresses()).containsExactly(SimulatedDetection.PUBLIC);
      assertThat(report.portPreserving())
          .as("%s", cell)
          .isEqualTo(cell.allocation() == PortAllocation.PRESERVING);
    }
  }

  private static NatReport detect(NatType type, double loss, int run) {
    return new SimulatedDetection(type, NatClassifier.SOCKETS, loss, run)
        .run(
            locals ->
                new NatClassifier(
                    Settings.of(SimulatedStunServer.A1P1), locals, new Random(1000L + run)),
            Finished.class,
            LONGER_THAN_ANY)
        .report();
  }

  @AfterAll
  static void tellTheFigures() {
    LOG.info("detection grid, 50 ms round trip:{}", SUMMARY);
  }
}
