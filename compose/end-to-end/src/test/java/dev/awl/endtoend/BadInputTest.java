package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong for people: one clear line, the right exit code, within ten seconds. */
@Lab
class BadInputTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int OFFLINE = 3;

  @TempDir static Path homes;
  private static Topology lab;
  private static AwlProcess server;
  private static Peer access;
  private static AwlProcess share;
  private static String shared;
  private static LabProcess files;

  @BeforeAll
  static void start() {
    lab = Topology.of(NatLabel.PC, NatLabel.PC);
    server = AwlServer.start(lab, homes.resolve("server"));
    files = FileServer.start(lab.inner().host(), TestFile.write(homes.resolve("file"), 1000));
    access = Peer.access(lab, homes);
    share =
        Peer.inner(lab, homes)
            .start("share", FileServer.SERVICE, "closed=tcp://127.0.0.1:9", "--trust", access.id());
    shared = share.awaitReady().text("peer");
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  @Test
  void mistyped_peer_id_is_wrong_usage() {
    char last = shared.charAt(shared.length() - 1);
    String mistyped =
        shared.substring(0, shared.length() - 1) + (last == 'a' || last == 'A' ? 'b' : 'a');
    fails(connect("access", mistyped, AwlServer.URL), USAGE, mistyped);
  }

  @Test
  void unknown_peer_is_not_found() {
    String unknown = Launcher.id(lab.access().host(), homes.resolve("nobody"));
    fails(connect("access", unknown, AwlServer.URL), OFFLINE, firstGroup(unknown));
  }

  @Test
  void peer_that_went_offline_is_not_found() {
    Peer gone = new Peer(lab.inner().host(), homes.resolve("gone"));
    String id;
    try (AwlProcess share = gone.start("share", FileServer.SERVICE)) {
      id = share.awaitReady().text("peer");
    }
    fails(connect("access", id, AwlServer.URL), OFFLINE, firstGroup(id));
  }

  @Test
  void untrusted_peer_is_told_so() {
    fails(connect("stranger", shared, AwlServer.URL), FAILED, "trust");
  }

  @Test
  void server_that_is_down_is_named() {
    String down = "ws://" + Topology.SERVER + ":9";
    fails(connect("access", shared, down), FAILED, Topology.SERVER + ":9");
  }

  @Test
  void server_that_swallows_packets_is_named() {
    String nobody = "ws://203.0.113.77:8080";
    fails(connect("access", shared, nobody), FAILED, "203.0.113.77:8080");
  }

  @Test
  void port_that_speaks_something_else_is_named() {
    // STUN and the relay answer on TCP as well, but are no WebSocket server.
    String wrong = "ws://" + Topology.SERVER + ":3478";
    fails(connect("access", shared, wrong), FAILED, Topology.SERVER + ":3478");
  }

  @Test
  void mapped_port_in_use_is_named() {
    try (LabProcess holder =
        LabProcess.start(
            access.host(), homes.resolve("holder.log"), "iperf3", "-s", "-p", "9000")) {
      Ports.awaitTcp(access.host(), 9000, Duration.ofSeconds(5));
      Command connect = access.run(LIMIT, "connect", shared, "--map", "web=9000");
      assertThat(holder.running()).isTrue();
      fails(connect, FAILED, "9000");
    }
  }

  @Test
  void server_port_in_use_is_named() {
    Command second =
        Launcher.run(
            lab.server(),
            LIMIT,
            homes.resolve("second"),
            "serve",
            "--public",
            Topology.SERVER,
            "--alternate",
            Topology.ALTERNATE,
            "--http",
            "8080");
    fails(second, FAILED, "in use");
  }

  @Test
  void refused_service_closes_the_connection_at_once_and_harms_no_other() {
    try (AwlProcess connect =
        access.start("connect", shared, "--map", "closed=9100", "--map", "web=9101")) {
      connect.awaitReady();
      Command curl =
          access.host().attempt(LIMIT, "curl", "-sS", "-m", "9", "http://127.0.0.1:9100/");
      // curl's codes: 52 nothing received, 56 reset
      assertThat(curl.exit()).as("%s%n%s", curl, connect).isIn(52, 56);
      Download.fetch(access.host(), 9101, homes.resolve("copy"), LIMIT);
      assertThat(files.running()).isTrue();
    }
  }

  @Test
  void unknown_option_is_wrong_usage() {
    fails(
        Launcher.run(access.host(), LIMIT, access.home(), "connect", shared, "--frobnicate"),
        USAGE,
        "--frobnicate");
  }

  /** How people are shown an ID: its first seven characters. */
  private static String firstGroup(String id) {
    return id.substring(0, id.indexOf('-'));
  }

  private static Command connect(String home, String peer, String url) {
    return Launcher.run(
        lab.access().host(),
        LIMIT,
        homes.resolve(home),
        "connect",
        peer,
        "--server",
        url,
        "--map",
        "web=9200");
  }

  /** One line on stderr that names the thing. */
  private static void fails(Command command, int exit, String names) {
    assertThat(command.exit()).as("%s%n%s%n%s", command, server, share).isEqualTo(exit);
    assertThat(command.errors().strip().lines()).as("%s", command).hasSize(1);
    assertThat(command.errors()).startsWith("awl: ").containsIgnoringCase(names);
  }
}
