package dev.awl.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.PortAllocation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one apart                       | 30000 30001 30002 30003 30004 | SEQUENTIAL | 1
          two apart                       | 30000 30002 30004 30006 30008 | SEQUENTIAL | 2
          downwards                       | 30008 30006 30004 30002 30000 | SEQUENTIAL | -2
          others take ports in between    | 30000 30001 30004 30005 30009 | SEQUENTIAL | 1
          every step differs, one way     | 30000 30001 30003 30006 30010 | SEQUENTIAL | 1
          at the end of the range         | 65534 65535 1024 1025 1026    | SEQUENTIAL | 1
          two swapped on the way          | 30000 30001 30003 30002 30004 30005 30006 | SEQUENTIAL | 1
          anywhere                        | 30000 51234 2048 44444 12345  | RANDOM     | 0
          to and fro in a small range     | 30000 30017 30003 30029 30011 | RANDOM     | 0
          too few                         | 30000 30001                   | UNKNOWN    | 0
          none                            | ''                            | UNKNOWN    | 0
          """)
  void recognises(String name, String ports, PortAllocation allocation, int delta) {
    List<Integer> seen =
        ports.isEmpty()
            ? List.of()
            : List.of(ports.split(" ")).stream().map(Integer::parseInt).toList();

    assertThat(PortPattern.ofPorts(seen)).isEqualTo(new PortPattern(allocation, delta));
  }

  @Test
  void a_nat_that_preserves_where_it_can_is_preserving() {
    List<PortPattern.Sample> samples =
        List.of(
            new PortPattern.Sample(40_000, 40_000),
            new PortPattern.Sample(40_001, 17_345), // held by another host
            new PortPattern.Sample(40_002, 40_002));

    assertThat(PortPattern.of(samples).allocation()).isEqualTo(PortAllocation.PRESERVING);
  }

  @Test
  void random_ports_are_hardly_ever_taken_for_a_sequence() {
    Random random = new Random(1);
    int mistaken = 0;
    for (int i = 0; i < 10_000; i++) {
      List<Integer> ports = random.ints(NatClassifier.SOCKETS, 1024, 65_536).boxed().toList();
      mistaken += PortPattern.ofPorts(ports).allocation() == PortAllocation.RANDOM ? 0 : 1;
    }
    assertThat(mistaken).isZero();
  }
}
