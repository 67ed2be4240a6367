package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code awl stun-server} judged by clients that nobody here wrote, from behind every NAT of the
 * lab and across its routers: Debian's {@code stun} (RFC 3489) and coturn's {@code turnutils_*}
 * (RFC 5780).
 */
@Lab
class StunServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path homes;

  @ParameterizedTest
  @EnumSource
  void debians_client_ends_with_the_code_of_the_nat(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        AwlProcess server = AwlServer.startStun(lab, homes.resolve("server"))) {
      Command stun = lab.inner().host().attempt(LIMIT, "stun", Topology.SERVER);
      assertThat(stun.exit()).as("%s%n%s", stun, server).isEqualTo(StunClient.exitCode(nat));
    }
  }

  @ParameterizedTest
  @EnumSource
  void natdiscovery_says_what_the_nat_does(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        AwlProcess server = AwlServer.startStun(lab, homes.resolve("server"))) {
      Command told =
          lab.inner().host().attempt(LIMIT, "turnutils_natdiscovery", "-m", "-f", Topology.SERVER);
      assertThat(verdicts(told)).as("%s%n%s", told, server).containsExactly(NatDiscovery.of(nat));
    }
  }

  /** Without NAT: it asks for a reply to a port that it never sent from (RESPONSE-PORT). */
  @Test
  void stunclient_is_content_with_rfc_5780() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN);
        AwlProcess server = AwlServer.startStun(lab, homes.resolve("server"))) {
      Command told =
          lab.inner().host().attempt(LIMIT, "turnutils_stunclient", "-f", Topology.SERVER);
      assertThat(told.exit()).as("%s%n%s", told, server).isZero();
      assertThat(told.output())
          .contains("RFC 5780 response 3")
          .contains("UDP reflexive addr: " + lab.inner().publicAddress())
          .contains("Other addr: : " + Topology.ALTERNATE + ":3479");
    }
  }

  @Test
  void all_four_sockets_serve_ipv6() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN)) {
      lab.server()
          .shell(
              LIMIT,
              """
              sysctl -qw net.ipv6.conf.lo.disable_ipv6=0
              for n in 1 2 3; do ip addr add fd00:9::$n/128 dev lo; done
              """)
          .succeeded();
      try (AwlProcess server =
          start("stun-server", lab, "six", "--public", "fd00:9::1", "--alternate", "fd00:9::2")) {
        Command told =
            lab.server()
                .attempt(
                    LIMIT, "turnutils_natdiscovery", "-m", "-f", "-L", "fd00:9::3", "fd00:9::1");
        assertThat(verdicts(told))
            .as("%s%n%s", told, server)
            .containsExactly(NatDiscovery.of(NatLabel.OPEN));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"stun-server,FC", "stun-server,RC", "stun-server,PC", "serve,PC"})
  void behind_a_one_to_one_nat_it_announces_its_public_addresses(String command, NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN)) {
      moveBehindNat(lab);
      try (AwlProcess server =
          start(
              command,
              lab,
              "inside",
              "--public",
              "10.9.9.1",
              "--alternate",
              "10.9.9.2",
              "--external",
              "10.9.9.1=203.0.113.101",
              "--external",
              "10.9.9.2=203.0.113.102")) {
        Host client = lab.inner().host();
        Command told = client.attempt(LIMIT, "turnutils_natdiscovery", "-m", "-f", "203.0.113.101");
        assertThat(told.output()).contains("Other addr: : 203.0.113.102:3479");
        assertThat(verdicts(told)).as("%s%n%s", told, server).containsExactly(NatDiscovery.of(nat));
        Command stun = client.attempt(LIMIT, "stun", "203.0.113.101");
        assertThat(stun.exit()).as("%s%n%s", stun, server).isEqualTo(StunClient.exitCode(nat));
      }
    }
  }

  /** The server's own addresses become private ones, which the router in the middle maps 1:1. */
  private static void moveBehindNat(Topology lab) {
    lab.server()
        .shell(
            LIMIT,
            """
            ip addr add 10.9.9.1/24 dev eth0
            ip addr add 10.9.9.2/24 dev eth0
            ip route replace default via 10.9.9.254
            """)
        .succeeded();
    lab.core().run(LIMIT, "ip", "addr", "add", "10.9.9.254/24", "dev", "server0");
    lab.core()
        .filter(
            """
            table ip one_to_one {
              chain in {
                type nat hook prerouting priority dstnat;
                dnat to ip daddr map { 203.0.113.101 : 10.9.9.1, 203.0.113.102 : 10.9.9.2 }
              }
              chain out {
                type nat hook postrouting priority srcnat;
                snat to ip saddr map { 10.9.9.1 : 203.0.113.101, 10.9.9.2 : 203.0.113.102 }
              }
            }
            """);
  }

  private AwlProcess start(String command, Topology lab, String name, String... options) {
    String[] line = Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
    AwlProcess server = AwlProcess.start(lab.server(), homes.resolve(name), line);
    server.awaitReady();
    return server;
  }

  private static Stream<String> verdicts(Command natdiscovery) {
    return natdiscovery
        .output()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("NAT with "));
  }
}
