package dev.awl.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NatReportOutputTest {

  @Test
  void json_has_all_the_keys_scripts_rely_on() {
    assertThat(NatReportJson.line(NatReports.PORT_RESTRICTED))
        .isEqualTo(
            """
            {"event":"nat","label":"PC","type":"port-restricted-cone","udp":true,"behind_nat":true,\
            "mapping":"endpoint-independent","filtering":"address-and-port-dependent",\
            "hairpin":false,"port_preserving":true,"allocation":"preserving","delta":null,\
            "binding_lifetime_s":null,"mapped":"203.0.113.11:40000","local":"192.168.1.2:40000",\
            "elapsed_ms":640,"pooling":"paired","public_addresses":["203.0.113.11"]}""");
  }

  @Test
  void json_says_null_where_nothing_is_known() {
    assertThat(NatReportJson.line(NatReports.BLOCKED))
        .isEqualTo(
            """
            {"event":"nat","label":"BLOCKED","type":"udp-blocked","udp":false,"behind_nat":null,\
            "mapping":"unknown","filtering":"unknown","hairpin":null,"port_preserving":null,\
            "allocation":"unknown","delta":null,"binding_lifetime_s":null,"mapped":null,\
            "local":"192.168.1.2:40000","elapsed_ms":2100,"pooling":null,"public_addresses":[]}""");
    assertThat(NatReportJson.line(NatReports.behindNat(null, PortAllocation.SEQUENTIAL, -2)))
        .contains("\"label\":null,\"type\":null", "\"allocation\":\"sequential\",\"delta\":-2");
  }

  @Test
  void json_brackets_ipv6_and_gives_the_lifetime_where_measured() {
    NatReport report =
        new NatReport(
            NatLabel.OPEN,
            true,
            false,
            MappingBehaviour.ENDPOINT_INDEPENDENT,
            FilteringBehaviour.ENDPOINT_INDEPENDENT,
            null,
            true,
            PortAllocation.PRESERVING,
            0,
            120,
            Addresses.address("2001:db8::1", 40_000),
            Addresses.address("2001:db8::1", 40_000),
            90);

    assertThat(NatReportJson.line(report))
        .contains("\"binding_lifetime_s\":120", "\"mapped\":\"[2001:db8::1]:40000\"");
  }

  @Test
  void text_begins_with_the_verdict_in_words_and_ends_with_whom_it_reaches() {
    assertThat(NatReportText.of(NatReports.PORT_RESTRICTED, false))
        .isEqualTo(
            """
            Port-restricted cone. Direct connections work with everything but symmetric NATs.

              label     PC (port-restricted-cone)
              local     192.168.1.2:40000
              mapped    203.0.113.11:40000
              mapping   endpoint-independent
              filtering address-and-port-dependent
              new ports the same as the local ones (preserving)
              hairpin   no
              took      640 ms

              peer      OPEN    FC      RC      PC      SN
              PC        direct  direct  direct  direct  relay
            """);
  }

  @Test
  void text_fits_one_screen_whatever_was_found() {
    for (NatReport report : NatReports.ALL) {
      String text = NatReportText.of(report, false);

      assertThat(text.lines().count()).as(text).isLessThanOrEqualTo(20);
      assertThat(text.lines()).as(text).allMatch(line -> line.length() <= 110);
      assertThat(text).doesNotContain("null").doesNotContain("\u001b");
    }
  }

  @Test
  void text_is_coloured_on_demand_without_changing_a_word() {
    for (NatReport report : NatReports.ALL) {
      String coloured = NatReportText.of(report, true);

      assertThat(coloured).contains("\u001b[1m");
      assertThat(coloured.replaceAll("\u001b\\[\\d+m", ""))
          .isEqualTo(NatReportText.of(report, false));
    }
  }

  @Test
  void symmetric_reaches_neither_port_restricted_nor_symmetric() {
    assertThat(NatReportText.of(NatReports.behindNat(NatLabel.SN, PortAllocation.RANDOM, 0), false))
        .contains("SN        direct  direct  direct  relay   relay");
    assertThat(NatReportText.of(NatReports.BLOCKED, false)).doesNotContain("direct ");
  }

  @Test
  void text_says_undecided_and_why() {
    NatReport report = NatReports.behindNat(null, PortAllocation.RANDOM, 0);

    String text =
        NatReportText.of(
            report, Map.of("gateway", "192.168.1.1"), List.of("filtering: one address"), false);

    assertThat(text)
        .startsWith("Behind a cone NAT; of which kind this server could not tell.")
        .contains(
            "\n  label     undecided\n",
            "\n  gateway   192.168.1.1\n",
            "\n  note      filtering: one address\n")
        .doesNotContain("direct");
  }

  @Test
  void a_pool_of_public_addresses_is_named() {
    NatReport one = NatReports.PORT_RESTRICTED;
    NatReport pool =
        new NatReport(
            one.label(),
            true,
            true,
            one.mapping(),
            one.filtering(),
            one.hairpin(),
            true,
            one.allocation(),
            one.delta(),
            null,
            one.mapped(),
            one.local(),
            one.elapsedMillis(),
            List.of(Addresses.ip("203.0.113.11"), Addresses.ip("203.0.113.12")));

    assertThat(NatReportText.of(pool, false))
        .contains("mapped    203.0.113.11:40000, also 203.0.113.12 (a pool, not paired)");
    assertThat(NatReportJson.line(pool))
        .endsWith("\"arbitrary\",\"public_addresses\":[\"203.0.113.11\",\"203.0.113.12\"]}");
  }
}
