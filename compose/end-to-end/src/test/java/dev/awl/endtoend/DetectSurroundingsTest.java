package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code awl detect} finds around the NAT: the router's own word, IPv6, a change. */
@Lab
class DetectSurroundingsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path homes;

  @Test
  void a_router_that_is_somebody_else_outside_stands_behind_another_nat() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"))) {
      Host router = new Host(lab.inner().host().enclosure(), "inner-nat");
      assertThat(detect(lab, "--json").succeeded()).as("%s", server).contains("\"nested\":null");

      try (LabProcess honest = NatPmpRouter.start(router, homes, lab.inner().publicAddress())) {
        assertThat(detect(lab, "--json").succeeded())
            .as("%s", honest)
            .contains("\"gateway\":\"192.168.1.1\"", "\"nested\":false");
      }
      try (LabProcess inner = NatPmpRouter.start(router, homes, "100.64.0.5")) {
        assertThat(detect(lab, "--json").succeeded())
            .as("%s", inner)
            .contains("\"gateway_outside\":\"100.64.0.5\"", "\"nested\":true");
        assertThat(detect(lab).succeeded()).contains("another NAT beyond it");
      }
    }
  }

  /** miniupnpd, as on most home routers, without NAT-PMP; it takes no address of the lab's. */
  @Test
  void a_router_that_speaks_upnp_alone_is_asked_too() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"))) {
      Host router = new Host(lab.inner().host().enclosure(), "inner-nat");
      try (LabProcess upnp =
          LabProcess.start(
              router,
              homes.resolve("upnp.log"),
              "miniupnpd -4 -d -f /dev/null -P /run/lab/upnp.pid -i wan0 -a lan0 -o 9.9.9.9"
                  .split(" "))) {
        Ports.awaitUdp(router, 1900, LIMIT);

        assertThat(detect(lab, "--json").succeeded())
            .as("%s%n%s", server, upnp)
            .contains("\"gateway_outside\":\"9.9.9.9\"", "\"nested\":true", "\"label\":\"PC\"");
      }
    }
  }

  @Test
  void over_ipv6_there_is_no_nat() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN)) {
      lab.inner().host().enclosure().script(IPV6);
      try (AwlProcess server =
          AwlProcess.start(
              lab.server(),
              homes.resolve("server"),
              "stun-server",
              "--public",
              "2001:db8:1::1",
              "--alternate",
              "2001:db8:1::2")) {
        server.awaitReady();
        // Neighbours find each other on fresh links: this may take a second, and is not measured.
        for (String address : List.of("2001:db8:1::1", "2001:db8:1::2")) {
          lab.inner().host().run(LIMIT, "ping", "-q", "-c", "1", "-W", "5", address);
        }
        Supplier<Event> detect =
            () ->
                Event.parse(
                    Launcher.run(
                            lab.inner().host(),
                            LIMIT,
                            homes,
                            "detect",
                            "--stun",
                            "[2001:db8:1::1]",
                            "--json")
                        .succeeded()
                        .strip());
        Event report = detect.get();

        assertThat(report.text("label")).as("%s", server).isEqualTo("OPEN");
        assertThat(report.text("family")).isEqualTo("ipv6");
        assertThat(report.text("mapped")).startsWith("[2001:db8:2::2]:");
        Promptness.assertPrompt(NatLabel.OPEN, report, detect);
      }
    }
  }

  @Test
  void watching_shows_the_nat_that_changed() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
        AwlProcess watch =
            new Peer(lab.inner().host(), homes.resolve("watch")).start("detect", "--watch", "1")) {
      watch.await(event -> event.text("label").equals("PC"), "first report", LIMIT);

      new Host(lab.inner().host().enclosure(), "inner-nat")
          .filter(
              "delete table ip source_nat\n"
                  + NatRules.of(NatLabel.SN).replace("table ip router", "table ip again"));

      Event changed = watch.await(event -> event.text("label").equals("SN"), "change", LIMIT);
      assertThat(changed.text("changed")).as("%s", server).contains("label PC -> SN");
      assertThat(watch.events().stream().filter(each -> each.is("nat")).toList())
          .as("nothing is told but what changed")
          .hasSize(2);
    }
  }

  /** Routed addresses through the router, which passes them on unchanged. */
  private static final String IPV6 =
      """
      for host in server core inner-nat inner; do
        ip netns exec $host sysctl -qw net.ipv6.conf.all.disable_ipv6=0
        ip netns exec $host sysctl -qw net.ipv6.conf.default.accept_dad=0
        ip netns exec $host sysctl -qw net.ipv6.conf.all.accept_dad=0
      done
      ip netns exec core sysctl -qw net.ipv6.conf.all.forwarding=1
      ip netns exec inner-nat sysctl -qw net.ipv6.conf.all.forwarding=1
      ip -n server addr add 2001:db8:1::1/64 dev eth0 nodad
      ip -n server addr add 2001:db8:1::2/64 dev eth0 nodad
      ip -n core addr add 2001:db8:1::fe/64 dev server0 nodad
      ip -n core addr add 2001:db8:9::1/64 dev inner0 nodad
      ip -n inner-nat addr add 2001:db8:9::2/64 dev wan0 nodad
      ip -n inner-nat addr add 2001:db8:2::1/64 dev lan0 nodad
      ip -n inner addr add 2001:db8:2::2/64 dev eth0 nodad
      ip -n server -6 route add default via 2001:db8:1::fe
      ip -n core -6 route add 2001:db8:2::/64 via 2001:db8:9::2
      ip -n inner-nat -6 route add default via 2001:db8:9::1
      ip -n inner -6 route add default via 2001:db8:2::1
      """;

  private Command detect(Topology lab, String... more) {
    String[] all = Stream.concat(Stream.of("detect"), Stream.of(more)).toArray(String[]::new);
    return new Peer(lab.inner().host(), homes.resolve("detect")).run(LIMIT, all);
  }
}
