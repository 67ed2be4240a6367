package dev.awl.natlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.PortAllocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The NAT as a packet table: direction, source, destination, passes? */
class NatTest {

  private static final InetSocketAddress IN = at("10.0.0.2:4000");
  private static final InetSocketAddress IN2 = at("10.0.0.3:4000");
  private static final InetSocketAddress A1P1 = at("198.51.100.1:3478");
  private static final InetSocketAddress A1P2 = at("198.51.100.1:3479");
  private static final InetSocketAddress A2P1 = at("198.51.100.2:3478");
  private static final InetSocketAddress A2P2 = at("198.51.100.2:3479");
  private static final InetAddress EXTERNAL = at("203.0.113.11:1").getAddress();

  // After one packet from IN to A1:P1, who gets in by the mapping it made?
  @ParameterizedTest(name = "{0}: {1} passes: {2}")
  @CsvSource({
    "FC,  198.51.100.1:3478, true",
    "FC,  198.51.100.1:3479, true",
    "FC,  198.51.100.2:3478, true",
    "FC,  192.0.2.77:9,      true",
    "RC,  198.51.100.1:3478, true",
    "RC,  198.51.100.1:3479, true",
    "RC,  198.51.100.2:3478, false",
    "RC,  192.0.2.77:9,      false",
    "PC,  198.51.100.1:3478, true",
    "PC,  198.51.100.1:3479, false",
    "PC,  198.51.100.2:3478, false",
    "SN,  198.51.100.1:3478, true",
    "SN,  198.51.100.1:3479, false",
    "SN,  198.51.100.2:3478, false",
    "SNS, 198.51.100.1:3478, true",
    "SNS, 198.51.100.2:3478, false",
    "FIREWALL, 198.51.100.1:3478, true",
    "FIREWALL, 198.51.100.1:3479, false",
    "FIREWALL, 198.51.100.2:3478, false",
    "OPEN, 192.0.2.77:9,     true",
  })
  void filters_inbound(String preset, String source, boolean passes) {
    Nat nat = nat(NatType.named(preset));
    InetSocketAddress mapped = nat.outbound(0, IN, A1P1);

    assertThat(nat.inbound(1, at(source), mapped)).isEqualTo(passes ? IN : null);
    assertThat(nat.dropped()).isEqualTo(passes ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({"FC, 1", "RC, 1", "PC, 1", "SN, 4", "SNS, 4", "SNR, 4", "OPEN, 1", "FIREWALL, 1"})
  void makes_as_many_mappings_for_four_destinations(String preset, int mappings) {
    Nat nat = nat(NatType.named(preset));
    Set<InetSocketAddress> mapped = new HashSet<>();
    for (InetSocketAddress destination : new InetSocketAddress[] {A1P1, A1P2, A2P1, A2P2}) {
      mapped.add(nat.outbound(0, IN, destination));
      mapped.add(nat.outbound(1, IN, destination));
    }
    assertThat(mapped).hasSize(mappings);
  }

  @Test
  void address_dependent_mapping_ignores_the_port_of_the_destination() {
    Nat nat = nat(NatType.SN.withMapping(MappingBehaviour.ADDRESS_DEPENDENT));
    InetSocketAddress first = nat.outbound(0, IN, A1P1);
    assertThat(nat.outbound(0, IN, A1P2)).isEqualTo(first);
    assertThat(nat.outbound(0, IN, A2P1)).isNotEqualTo(first);
  }

  @Test
  void a_cone_keeps_the_internal_port_and_gives_a_second_host_another() {
    Nat nat = nat(NatType.PC);
    assertThat(nat.outbound(0, IN, A1P1)).isEqualTo(new InetSocketAddress(EXTERNAL, 4000));
    InetSocketAddress second = nat.outbound(0, IN2, A1P1);
    assertThat(second).isEqualTo(new InetSocketAddress(EXTERNAL, 4001));
    assertThat(nat.inbound(0, A1P1, second)).isEqualTo(IN2);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "-1"})
  void sequential_ports_step_by_the_delta(int delta) {
    Nat nat = nat(NatType.SNS.withAllocation(PortAllocation.SEQUENTIAL, delta));
    int first = nat.outbound(0, IN, A1P1).getPort();
    assertThat(nat.outbound(0, IN, A1P2).getPort()).isEqualTo(first + delta);
    assertThat(nat.outbound(0, IN, A2P1).getPort()).isEqualTo(first + 2 * delta);
  }

  @Test
  void random_ports_are_spread_and_repeat_with_the_seed() {
    int[] ports = randomPorts();
    assertThat(ports).isEqualTo(randomPorts()).doesNotHaveDuplicates();
    assertThat(IntStream.of(ports).max().orElse(0) - IntStream.of(ports).min().orElse(0))
        .isGreaterThan(30_000);
  }

  private static int[] randomPorts() {
    Nat nat = nat(NatType.SNR);
    return IntStream.range(0, 50)
        .map(i -> nat.outbound(0, IN, new InetSocketAddress(A1P1.getAddress(), 5000 + i)).getPort())
        .toArray();
  }

  @Test
  void skips_ports_that_cannot_be_had() {
    Nat nat = new Nat(NatType.PC, EXTERNAL, 1, port -> port >= 4007);
    assertThat(nat.outbound(0, IN, A1P1).getPort()).isEqualTo(4007);
  }

  @Test
  void an_idle_mapping_expires_and_a_used_one_does_not() {
    Nat nat = nat(NatType.FC.withBindings(Duration.ofSeconds(60), 10));
    InetSocketAddress mapped = nat.outbound(0, IN, A1P1);

    assertThat(nat.inbound(seconds(50), A2P2, mapped)).as("refreshes").isEqualTo(IN);
    assertThat(nat.inbound(seconds(105), A2P2, mapped)).isEqualTo(IN);
    assertThat(nat.inbound(seconds(166), A2P2, mapped)).as("61 s idle").isNull();
    assertThat(nat.size()).isZero();
  }

  @Test
  void permission_of_one_peer_expires_while_another_keeps_the_mapping() {
    Nat nat = nat(NatType.PC.withBindings(Duration.ofSeconds(60), 10));
    InetSocketAddress mapped = nat.outbound(0, IN, A1P1);
    for (int t = 0; t <= 90; t += 30) {
      nat.outbound(seconds(t), IN, A2P1);
    }
    assertThat(nat.inbound(seconds(91), A2P1, mapped)).isEqualTo(IN);
    assertThat(nat.inbound(seconds(91), A1P1, mapped)).isNull();
  }

  @Test
  void a_full_table_drops_new_mappings_and_keeps_the_old() {
    Nat nat = nat(NatType.SNR.withBindings(Duration.ofSeconds(60), 2));
    InetSocketAddress first = nat.outbound(0, IN, A1P1);
    assertThat(nat.outbound(1, IN, A1P2)).isNotNull();
    assertThat(nat.outbound(2, IN, A2P1)).isNull();
    assertThat(nat.outbound(3, IN, A1P1)).isEqualTo(first);
    assertThat(nat.outbound(seconds(62), IN, A2P1)).as("the others expired").isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void hairpins_only_where_the_type_says_so(boolean hairpin) {
    Nat nat = nat(NatType.FC.withHairpin(hairpin));
    InetSocketAddress own = nat.outbound(0, IN, A1P1);
    InetSocketAddress other = nat.outbound(0, IN2, own);
    assertThat(other != null).isEqualTo(hairpin);
    if (other != null) {
      assertThat(nat.inbound(0, other, own)).isEqualTo(IN);
    }
  }

  @Test
  void nothing_passes_where_udp_is_blocked() {
    Nat nat = nat(NatType.BLOCKED);
    assertThat(nat.outbound(0, IN, A1P1)).isNull();
    assertThat(nat.inbound(0, A1P1, IN)).isNull();
  }

  @Test
  void unsolicited_packets_to_unmapped_ports_are_dropped() {
    assertThat(nat(NatType.FC).inbound(0, A1P1, new InetSocketAddress(EXTERNAL, 4000))).isNull();
  }

  @Test
  void forgets_one_host_or_all() {
    Nat nat = nat(NatType.FC);
    InetSocketAddress mapped = nat.outbound(0, IN, A1P1);
    InetSocketAddress other = nat.outbound(0, IN2, A1P1);
    nat.forget(IN);
    assertThat(nat.isMapped(mapped)).isFalse();
    assertThat(nat.inbound(0, A1P1, other)).isEqualTo(IN2);
    nat.reboot();
    assertThat(nat.inbound(0, A1P1, other)).isNull();
  }

  @Test
  void an_unknown_preset_is_one_line_that_lists_them() {
    assertThatThrownBy(() -> NatType.named("cone")).hasMessageContaining("FC RC PC SN");
    assertThat(NatType.named(" pc ")).isEqualTo(NatType.PC);
  }

  private static Nat nat(NatType type) {
    return new Nat(type, EXTERNAL, 7);
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  static InetSocketAddress at(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return new InetSocketAddress(
          InetAddress.getByName(text.substring(0, colon)),
          Integer.parseInt(text.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
