package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.classifier.BindingLifetime;
import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import dev.awl.wire.rendezvous.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code awl detect} says where several servers, families or routers are at hand. */
class DetectTextTest {

  @Test
  void one_server_is_one_screen_without_a_table() {
    String text = text(List.of(detected("192.0.2.1", NatLabel.PC, "203.0.113.11")));

    assertThat(text).startsWith("Port-restricted cone.").contains("server    192.0.2.1:3478");
    assertThat(text).doesNotContain("family").doesNotContain("disagree");
    assertThat(text.lines()).hasSizeLessThan(24);
  }

  @Test
  void servers_that_agree_are_a_table() {
    String text =
        text(
            List.of(
                detected("192.0.2.1", NatLabel.PC, "203.0.113.11"),
                detected("192.0.2.9", NatLabel.PC, "203.0.113.11")));

    assertThat(text).contains("192.0.2.1:3478  IPv4    PC", "192.0.2.9:3478  IPv4    PC");
    assertThat(text).doesNotContain("disagree").doesNotContain("different");
    assertThat(text.lines()).hasSizeLessThan(24);
  }

  @Test
  void servers_that_disagree_are_named() {
    List<Detected> all =
        List.of(
            detected("192.0.2.1", NatLabel.PC, "203.0.113.11"),
            detected("192.0.2.9", NatLabel.SN, "203.0.113.12"));

    assertThat(DetectText.disagreements(all))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("192.0.2.1:3478 says PC", "9:3478 says SN"))
        .anySatisfy(line -> assertThat(line).contains("203.0.113.11, 203.0.113.12"));
  }

  @Test
  void one_that_could_not_tell_does_not_disagree() {
    List<Detected> all =
        List.of(
            detected("192.0.2.9", null, "203.0.113.11"),
            detected("192.0.2.1", NatLabel.PC, "203.0.113.11"));

    assertThat(DetectText.disagreements(all)).isEmpty();
    assertThat(DetectText.best(all).report().label()).isEqualTo(NatLabel.PC);
  }

  @Test
  void the_other_address_family_has_a_verdict_of_its_own_and_is_no_disagreement() {
    List<Detected> all =
        List.of(
            detected("192.0.2.1", NatLabel.SN, "203.0.113.11"),
            detected("2001:db8::1", NatLabel.OPEN, "2001:db8::11"));

    assertThat(text(all))
        .startsWith("Symmetric NAT.")
        .contains("\nOver IPv6: Open internet, no NAT.")
        .doesNotContain("disagree");
  }

  @Test
  void a_router_with_another_outside_address_is_another_nat() {
    Detected one = detected("192.0.2.1", NatLabel.PC, "203.0.113.11");
    Detected behindTwo = withGateway(one, "100.64.0.5");

    assertThat(behindTwo.nested()).isTrue();
    assertThat(text(List.of(behindTwo))).contains("another NAT beyond it");
    assertThat(withGateway(one, "203.0.113.11").nested()).isFalse();
    assertThat(one.nested()).isFalse();
  }

  @Test
  void a_measured_lifetime_is_a_fact_and_the_number_for_scripts() {
    Detected measured =
        detected("192.0.2.1", NatLabel.PC, "203.0.113.11").with(new BindingLifetime(28, 31));

    assertThat(measured.report().bindingLifetimeSeconds()).isEqualTo(28);
    assertThat(text(List.of(measured)))
        .contains("lifetime  a binding lives between 28 and 31 s without traffic");
  }

  @Test
  void watching_tells_changes_but_not_what_a_lost_packet_hides() {
    DetectWatch watch = new DetectWatch();

    assertThat(watch.changes(report(NatLabel.PC, "203.0.113.11"))).isEmpty();
    assertThat(watch.changes(report(NatLabel.PC, "203.0.113.11"))).isEmpty();
    assertThat(watch.changes(report(null, "203.0.113.11"))).isEmpty();
    assertThat(watch.changes(report(NatLabel.SN, "203.0.113.12")))
        .containsExactly("label PC -> SN", "mapped 203.0.113.11 -> 203.0.113.12");
    assertThat(watch.changes(report(NatLabel.PC, "203.0.113.12")))
        .containsExactly("label SN -> PC");
  }

  private static String text(List<Detected> all) {
    return DetectText.of(new DetectRound(all, List.of()), false);
  }

  private static Detected withGateway(Detected detected, String outside) {
    return new Detected(
        detected.target(),
        detected.report(),
        List.of(),
        new Detected.Gateway(ip("192.168.1.1"), ip(outside)),
        null);
  }

  private static Detected detected(String server, @Nullable NatLabel label, String mapped) {
    DetectTarget target = DetectTarget.of(List.of(new Endpoint(server, 3478)), true).get(0);
    return new Detected(target, report(label, mapped), List.of(), null, null);
  }

  private static NatReport report(@Nullable NatLabel label, String mapped) {
    return new NatReport(
        label,
        true,
        true,
        MappingBehaviour.ENDPOINT_INDEPENDENT,
        FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT,
        false,
        true,
        PortAllocation.PRESERVING,
        0,
        null,
        new InetSocketAddress(ip(mapped), 40_000),
        new InetSocketAddress(ip("192.168.1.2"), 40_000),
        640);
  }

  private static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
