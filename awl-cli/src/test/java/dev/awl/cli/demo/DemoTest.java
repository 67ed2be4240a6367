package dev.awl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.cli.DemoRun;
import dev.awl.natlab.NatType;
import dev.awl.wire.nat.MappingBehaviour;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(90)
class DemoTest {

  @ParameterizedTest
  @CsvSource({"PC, PC, direct", "SN, RC, direct", "SN, PC, relay", "BLOCKED, OPEN, relay"})
  void a_file_travels_as_the_matrix_says(String home, String away, String kind) throws Exception {
    DemoRun run = DemoRun.pair(NatType.named(home), NatType.named(away));
    assertThat(run.good()).as(run.output()).isTrue();
    assertThat(run.output())
        .contains("\"kind\":\"" + kind + "\"", "\"sha256_equal\":true", "\"problems\":[]");
  }

  @Test
  void a_nat_that_is_not_what_it_says_fails_the_demo() throws Exception {
    NatType liar = NatType.PC.withMapping(MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    DemoRun run = DemoRun.pair(liar, NatType.PC);
    assertThat(run.good()).isFalse();
    assertThat(run.output()).contains("home's NAT is PC, detection says SN");
  }

  @Test
  void plain_characters_stand_in_where_the_terminal_has_no_others() {
    Look plain = new Look(false, StandardCharsets.US_ASCII);
    assertThat(plain.signs("╭┄╮ █░ × → ✔ ✘")).isEqualTo("... #. x -> ok WRONG");
    assertThat(plain.green("x")).isEqualTo("x");
    assertThat(new Look(true, StandardCharsets.UTF_8).signs("✔")).isEqualTo("✔");
  }
}
