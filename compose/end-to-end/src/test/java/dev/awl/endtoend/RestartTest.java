package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session is worth after something that it needs was killed and started again. */
@Lab
class RestartTest {

  /** Registration backs off for some seconds, an idle allocation is looked after every 15 s. */
  private static final Duration BACK = Duration.ofSeconds(40);

  /** Design: a path that answers nothing for 6.5 s is lost. */
  private static final Duration FALL_BACK = Duration.ofMillis(8500);

  /** An idle session looks after its paths every 15 to 18 s, and 2.5 s later has none. */
  private static final Duration CALLED_AGAIN = Duration.ofSeconds(25);

  @TempDir Path homes;

  @Test
  void session_that_outlives_the_server_falls_back_to_the_relay_of_the_new_one() {
    Path file = TestFile.write(homes.resolve("file"), 100_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file, 1_000_000);
        Session session = Session.open(lab, homes)) {
      session.awaitPath("direct");
      session.server().process().kill();
      try (AwlProcess server = AwlServer.start(lab, homes.resolve("server"))) {
        awaitRelayAgain(session.share());
        awaitRelayAgain(session.connect());
        long cut = System.nanoTime();
        lab.cutDirectPath();
        Download download =
            Download.fetch(lab.access().host(), Session.MAPPED, homes.resolve("copy"), FALL_BACK);
        assertThat(download.sha256())
            .as("%s%n%s%n%s", files, session.connect(), server)
            .isEqualTo(TestFile.sha256(file));
        session
            .connect()
            .await(event -> event.isPath("relay") && event.nanos() > cut, "relay", FALL_BACK);
        assertThat(session.connect().events())
            .as("the relay path stood before the cut, nobody had to call again")
            .noneMatch(event -> event.is("disconnected") || says(event, "no path to"));
      }
    }
  }

  @Test
  void peer_that_was_killed_and_returns_is_called_again_at_once() {
    Path file = TestFile.write(homes.resolve("file"), 100_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file, 1_000_000);
        Session session = Session.open(lab, homes)) {
      session.awaitPath("direct");
      session.share().process().kill();
      long killed = System.nanoTime();
      String accessId = Peer.access(lab, homes).id();
      try (AwlProcess share =
          Peer.inner(lab, homes).start("share", FileServer.SERVICE, "--trust", accessId)) {
        share.awaitReady();
        session
            .connect()
            .await(
                event -> event.is("connected") && event.nanos() > killed,
                "new session",
                CALLED_AGAIN);
        session
            .connect()
            .await(
                event ->
                    event.is("notice") && event.text("message").matches("connected to .* again"),
                "services again",
                Session.PATIENCE);
        Download download =
            Download.fetch(
                lab.access().host(), Session.MAPPED, homes.resolve("copy"), Session.PATIENCE);
        assertThat(download.sha256())
            .as("%s%n%s%n%s", files, session.connect(), share)
            .isEqualTo(TestFile.sha256(file));
      }
    }
  }

  /** UDP ends at our router: the allocation comes anew over WebSocket, and the peer hears of it. */
  @Test
  void session_of_two_living_peers_goes_on_at_their_new_addresses() {
    Path file = TestFile.write(homes.resolve("file"), 100_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file, 1_000_000);
        Session session = Session.open(lab, homes)) {
      session.awaitPath("direct");
      lab.onlyTheWebForAccess();
      Download download =
          Download.fetch(lab.access().host(), Session.MAPPED, homes.resolve("copy"), CALLED_AGAIN);
      assertThat(download.sha256())
          .as("%s%n%s", files, session.connect())
          .isEqualTo(TestFile.sha256(file));
      assertThat(session.connect().events()).noneMatch(event -> event.is("disconnected"));
    }
  }

  /** The old address goes without a word: the TCP connection from it would stay for a minute. */
  @Test
  void machine_with_a_new_address_is_registered_from_it_within_seconds() {
    Path file = TestFile.write(homes.resolve("file"), 100_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file, 1_000_000);
        Session session = Session.open(lab, homes)) {
      session.awaitPath("direct");
      lab.moveAccess();
      Download download =
          Download.fetch(lab.access().host(), Session.MAPPED, homes.resolve("copy"), CALLED_AGAIN);
      assertThat(download.sha256())
          .as("%s%n%s", files, session.connect())
          .isEqualTo(TestFile.sha256(file));
      awaitRelayAgain(session.connect());
      session
          .connect()
          .await(
              event -> event.is("notice") && event.text("message").contains("lost the rendezvous"),
              "noticed",
              Session.PATIENCE);
      assertThat(session.connect().events()).noneMatch(event -> event.is("disconnected"));
    }
  }

  private static void awaitRelayAgain(AwlProcess peer) {
    peer.await(event -> says(event, "relay again"), "relay again", BACK);
  }

  private static boolean says(Event event, String words) {
    return event.is("notice") && event.text("message").contains(words);
  }
}
