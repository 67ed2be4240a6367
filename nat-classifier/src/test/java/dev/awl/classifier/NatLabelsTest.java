package dev.awl.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NatLabelsTest {

  private static final MappingBehaviour[] MAPPINGS = MappingBehaviour.values();
  private static final FilteringBehaviour[] FILTERINGS = FilteringBehaviour.values();

  /** Rows: mapping. Columns: filtering EI, AD, APD, unknown; first behind a NAT, then without. */
  private static final String TABLE =
      """
      ENDPOINT_INDEPENDENT        FC RC PC -    OPEN FIREWALL FIREWALL -
      ADDRESS_DEPENDENT           SN SN SN SN   SN   SN       SN       SN
      ADDRESS_AND_PORT_DEPENDENT  SN SN SN SN   SN   SN       SN       SN
      UNKNOWN                     -  -  -  -    OPEN FIREWALL FIREWALL -
      """;

  record Cell(
      MappingBehaviour mapping, FilteringBehaviour filtering, boolean local, String label) {}

  static Stream<Cell> cells() {
    return TABLE
        .lines()
        .flatMap(
            line -> {
              List<String> words = Arrays.asList(line.trim().split(" +"));
              MappingBehaviour mapping = MappingBehaviour.valueOf(words.get(0));
              return Stream.iterate(0, i -> i < 8, i -> i + 1)
                  .map(i -> new Cell(mapping, FILTERINGS[i % 4], i >= 4, words.get(i + 1)));
            });
  }

  @ParameterizedTest
  @MethodSource("cells")
  void derives_the_label(Cell cell) {
    NatLabel expected = cell.label.equals("-") ? null : NatLabel.valueOf(cell.label);

    assertThat(NatLabels.of(cell.mapping, cell.filtering, cell.local)).isEqualTo(expected);
  }

  @Test
  void the_table_is_complete() {
    Set<Object> keys = new HashSet<>();
    cells().forEach(cell -> keys.add(List.of(cell.mapping, cell.filtering, cell.local)));

    assertThat(keys).hasSize(MAPPINGS.length * FILTERINGS.length * 2);
  }
}
