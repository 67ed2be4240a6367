package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two hosts of different networks, a server with one address on each ({@code --partner}): what
 * clients of other makes find out with their help, and what a stranger can make of them.
 */
@Lab
class StunPartnersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SECRET = "what the two servers share";
  private static final int FIRST_BYTE = 0x05;

  @TempDir Path homes;

  @ParameterizedTest
  @EnumSource(names = {"FC", "RC", "PC", "SN", "OPEN"})
  void two_hosts_with_one_address_each_do_what_one_with_two_does(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        AwlProcess first = first(lab);
        AwlProcess second = second(lab, SECRET)) {
      String far = lab.access().publicAddress();
      awaitPair(lab);
      for (String server : new String[] {Topology.SERVER, far}) {
        Command stun = lab.inner().host().attempt(LIMIT, "stun", server);
        assertThat(stun.exit())
            .as("%s%n%s%s", stun, first, second)
            .isEqualTo(StunClient.exitCode(nat));
      }
      Command detect =
          Launcher.run(lab.inner().host(), LIMIT, homes.resolve("detect"), "detect", "--stun", far);
      assertThat(detect.succeeded()).contains(nat.name() + " (" + nat.type() + ")");
    }
  }

  @Test
  void a_server_whose_partner_died_says_that_it_has_one_address() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN);
        AwlProcess first = first(lab)) {
      try (AwlProcess second = second(lab, SECRET)) {
        awaitPair(lab);
        assertThat(second.process().running()).isTrue();
      }
      awaitAlone(lab);
      assertThat(first.process().running()).isTrue();
    }
  }

  /** The partner's own words, said again from its own address, and those of another secret. */
  @Test
  void what_a_stranger_says_or_repeats_makes_a_server_send_nothing() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN)) {
      String client = lab.inner().publicAddress();
      List<String> words;
      try (AwlProcess first = first(lab)) {
        try (AwlProcess second = second(lab, SECRET);
            Capture capture = Capture.start(lab.core(), "server0", homes.resolve("talk.pcap"))) {
          awaitPair(lab);
          lab.inner().host().attempt(LIMIT, "stun", lab.access().publicAddress());
          List<Capture.Packet> packets = capture.packets();
          assertThat(packets)
              .as("it sends for its partner: %s%s", first, second)
              .anyMatch(each -> from(each, Topology.SERVER, client));
          words =
              packets.stream()
                  .filter(each -> from(each, lab.access().publicAddress(), Topology.SERVER))
                  .filter(each -> each.firstByte() == FIRST_BYTE)
                  .map(each -> HexFormat.of().formatHex(each.payload()))
                  .toList();
          assertThat(words).hasSizeGreaterThan(2);
        }
        awaitAlone(lab);
        repeat(lab, words, "again.pcap");
        assertThat(refused(lab)).as("requests among %d words", words.size()).isPositive();
      }
      try (AwlProcess restarted = first(lab)) {
        repeat(lab, words, "later.pcap");
        assertThat(refused(lab)).as("%s", restarted).isPositive();
        assertThat(alone(lab)).isTrue();
      }
      try (AwlProcess first = first(lab);
          AwlProcess stranger = second(lab, "what somebody else made up")) {
        awaitRefusals(lab);
        assertThat(alone(lab)).as("%s%s", first, stranger).isTrue();
      }
    }
  }

  /** Says them from the partner's host; no client may hear of it. */
  private void repeat(Topology lab, List<String> words, String file) {
    try (Capture capture = Capture.start(lab.core(), "server0", homes.resolve(file))) {
      String say =
          "use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => 'udp', PeerAddr => '%s:3478');"
                  .formatted(Topology.SERVER)
              + " $s->send(pack 'H*', $_) for @ARGV;";
      lab.access()
          .host()
          .run(
              LIMIT,
              Stream.concat(Stream.of("perl", "-e", say), words.stream()).toArray(String[]::new));
      awaitRefusals(lab);
      assertThat(capture.packets())
          .anyMatch(each -> from(each, lab.access().publicAddress(), Topology.SERVER))
          .noneMatch(
              each -> each.source().equals(Topology.SERVER) && each.firstByte() != FIRST_BYTE);
    }
  }

  private static boolean from(Capture.Packet packet, String source, String destination) {
    return packet.source().equals(source) && packet.destination().equals(destination);
  }

  private AwlProcess first(Topology lab) {
    return start(
        lab.server(), "first", Topology.SERVER, lab.access().publicAddress(), SECRET, "9100");
  }

  private AwlProcess second(Topology lab, String secret) {
    return start(
        lab.access().host(),
        "second",
        lab.access().publicAddress(),
        Topology.SERVER,
        secret,
        "9101");
  }

  private AwlProcess start(
      Host host, String name, String own, String other, String secret, String metrics) {
    AwlProcess server =
        AwlProcess.start(
            host,
            homes.resolve(name),
            "stun-server",
            "--public",
            own,
            "--partner",
            other,
            "--secret",
            secret,
            "--metrics",
            "127.0.0.1:" + metrics);
    server.awaitReady();
    return server;
  }

  private static String namesAnother(String server) {
    return "timeout 2 turnutils_stunclient " + server + " | grep -q 'Other addr'";
  }

  private static void awaitPair(Topology lab) {
    for (String server : new String[] {Topology.SERVER, lab.access().publicAddress()}) {
      inner(lab, "until " + namesAnother(server) + "; do sleep 0.2; done");
    }
  }

  private static void awaitAlone(Topology lab) {
    inner(lab, "while " + namesAnother(Topology.SERVER) + "; do sleep 0.2; done");
  }

  private static boolean alone(Topology lab) {
    return lab.inner().host().shell(LIMIT, namesAnother(Topology.SERVER)).exit() != 0;
  }

  private static void inner(Topology lab, String script) {
    lab.inner().host().shell(LIMIT, script).succeeded();
  }

  /** How many words of its partner the first server did not believe. */
  private static long refused(Topology lab) {
    String page = lab.server().run(LIMIT, "curl", "-s", "http://127.0.0.1:9100/metrics");
    Matcher count =
        Pattern.compile("awl_stun_drops_total\\{reason=\"bad-partner\"} ([0-9]+)").matcher(page);
    assertThat(count.find()).as(page).isTrue();
    return Long.parseLong(count.group(1));
  }

  private static void awaitRefusals(Topology lab) {
    lab.server()
        .shell(
            LIMIT,
            "until curl -s http://127.0.0.1:9100/metrics | grep -q 'bad-partner\"} [1-9]';"
                + " do sleep 0.1; done")
        .succeeded();
  }
}
