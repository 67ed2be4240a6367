package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code awl detect --stun} against servers that nobody here wrote, behind every NAT of the lab.
 */
@Lab
class DetectOtherServersTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path homes;

  @ParameterizedTest
  @EnumSource
  void stund_is_enough_to_name_the_nat(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        LabProcess stund = OtherServers.stund(lab, homes)) {
      assertNamed(nat, lab, stund);
    }
  }

  @ParameterizedTest
  @EnumSource
  void coturn_is_enough_to_name_the_nat(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        LabProcess coturn =
            OtherServers.coturn(lab, homes, "--no-auth", "-L", Topology.ALTERNATE)) {
      assertNamed(nat, lab, coturn);
    }
  }

  @Test
  void a_server_with_one_address_says_what_it_cannot_tell() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN);
        LabProcess coturn = OtherServers.coturn(lab, homes, "--no-auth")) {
      Event report = report(lab);

      assertThat(report.text("udp")).as("%s", coturn).isEqualTo("true");
      assertThat(report.text("behind_nat")).isEqualTo("true");
      assertThat(report.text("filtering")).isEqualTo("unknown");
      assertThat(report.text("label")).isIn("", "null");
      assertThat(detect(lab).output()).startsWith("Behind a").contains("undecided", "note");
    }
  }

  @Test
  void a_host_without_a_server_is_an_error_and_not_blocked_udp() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN)) {
      Command closed = detect(lab);
      assertThat(closed.exit()).as("%s", closed).isEqualTo(1);
      assertThat(closed.errors()).contains("the UDP port is closed");

      lab.core()
          .filter(
              """
              table ip dead {
                chain forward {
                  type filter hook forward priority 0;
                  ip daddr %s drop
                }
              }
              """
                  .formatted(Topology.SERVER));
      Command dead = detect(lab);
      assertThat(dead.exit()).as("%s", dead).isEqualTo(1);
      assertThat(dead.errors()).contains("neither over UDP nor over TCP");
      // The first one ended at once: what it took is the start of a JVM on a machine like this.
      assertThat(dead.took().minus(closed.took())).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void two_servers_are_compared_in_a_table() {
    try (Topology lab = Topology.of(NatLabel.SN, NatLabel.OPEN);
        LabProcess stund = OtherServers.stund(lab, homes)) {
      Command compared = detect(lab, "--stun", Topology.ALTERNATE);

      assertThat(compared.succeeded())
          .as("%s", stund)
          .startsWith("Symmetric NAT.")
          .contains(Topology.SERVER + ":3478  IPv4    SN", Topology.ALTERNATE + ":3478  IPv4    SN")
          .doesNotContain("disagree");
    }
  }

  /** Both tell how long a binding lives: the kernel's 12 s here, whichever way they are asked. */
  @Test
  void lifetime_is_measured_with_our_server_and_with_one_of_2003() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN)) {
      new Host(lab.server().enclosure(), "inner-nat")
          .run(LIMIT, "sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout=12");
      try (LabProcess stund = OtherServers.stund(lab, homes)) {
        assertLifetime(lab, stund);
      }
      try (AwlProcess ours = AwlServer.startStun(lab, homes.resolve("server"))) {
        assertLifetime(lab, ours.process());
      }
    }
  }

  private void assertLifetime(Topology lab, LabProcess server) {
    Command measured = detect(lab, "--lifetime", "--lifetime-limit", "20", "--json");
    Event report = Event.parse(measured.succeeded().strip());
    assertThat(report.number("binding_lifetime_s"))
        .as("%s%n%s", measured, server)
        .isBetween(9.0, 12.5);
    assertThat(measured.errors()).contains("still there", "gone");
  }

  private void assertNamed(NatLabel nat, Topology lab, LabProcess server) {
    Event report = report(lab);
    assertThat(report.text("label")).as("%s", server).isEqualTo(nat.name());
    Promptness.assertPrompt(nat, report, () -> report(lab));
  }

  private Event report(Topology lab) {
    return Event.parse(detect(lab, "--json").succeeded().lines().findFirst().orElseThrow());
  }

  private Command detect(Topology lab, String... more) {
    String[] all =
        Stream.concat(Stream.of("detect", "--stun", Topology.SERVER), Stream.of(more))
            .toArray(String[]::new);
    return Launcher.run(lab.inner().host(), Duration.ofSeconds(90), homes.resolve("detect"), all);
  }
}
