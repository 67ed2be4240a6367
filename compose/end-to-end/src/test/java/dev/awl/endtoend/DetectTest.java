package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code awl detect}, at a distance, and Debian's client, both against our server, behind every NAT
 * of the lab.
 */
@Lab
class DetectTest {
  @TempDir Path homes;

  @ParameterizedTest
  @EnumSource
  void detect_names_the_nat_across_50_ms(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        DelayLine distance = DelayLine.between(lab, homes, Duration.ofMillis(25));
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"))) {
      Event report = Detected.at(lab.inner(), homes).report();
      assertThat(report.text("label")).as("%s%n%s", server, distance).isEqualTo(nat.name());
      assertThat(report.text("type")).isEqualTo(nat.type());
      assertThat(report.text("udp")).isEqualTo(Boolean.toString(nat != NatLabel.BLOCKED));
      if (nat != NatLabel.BLOCKED) {
        assertThat(report.text("mapped")).startsWith(lab.inner().publicAddress() + ":");
        assertThat(report.text("behind_nat")).isEqualTo(Boolean.toString(NatRules.routed(nat)));
      }
      if (nat != NatLabel.BLOCKED) {
        assertThat(report.number("elapsed_ms")).as("two round trips").isGreaterThan(100);
      }
      Promptness.assertPrompt(nat, report, () -> Detected.at(lab.inner(), homes).report());
    }
  }

  @ParameterizedTest
  @EnumSource
  void debians_client_says_of_our_server_what_it_says_of_stund(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        AwlProcess server = AwlServer.startStun(lab, homes.resolve("server"))) {
      assertThat(StunClient.typeSeenBy(lab.inner().host()))
          .as("%s", server)
          .isEqualTo(StunClient.typeOf(nat));
    }
  }
}
