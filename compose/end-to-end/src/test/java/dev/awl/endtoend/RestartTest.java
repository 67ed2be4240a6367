package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session is worth after something that it needs was killed and started again. */
@Lab
class RestartTest {

  /** Registration backs off for some seconds, an idle allocation is looked after every 15 s. */
  private static final Duration BACK = Duration.ofSeconds(40);

  /** Design: a path that answers nothing for 6.5 s is lost. */
  private static final Duration FALL_BACK = Duration.ofMillis(8500);

  /** An idle session looks after its paths every 15 to 18 s, and 2.5 s later has none; it calls. */
  private static final Duration CALLED_AGAIN = Duration.ofSeconds(35);

  /** The loss of the path is noticed, and a path that may come back is waited for. */
  private static final Duration REFUSED = FALL_BACK.plusSeconds(17);

  /** "Failure in receiving network data", as curl's manual has it. */
  private static final int CURL_RESET = 56;

  @TempDir Path homes;
  private Path file;
  @AutoClose private Topology lab; // and what runs in it
  private LabProcess files;
  private Session session;

  @BeforeEach
  void two_peers_have_a_direct_path() {
    file = TestFile.write(homes.resolve("file"), 100_000);
    lab = Topology.of(NatLabel.PC, NatLabel.PC);
    files = FileServer.start(lab.inner().host(), file, 1_000_000);
    session = Session.open(lab, homes);
    session.awaitPath("direct");
  }

  @Test
  void session_that_outlives_the_server_falls_back_to_the_relay_of_the_new_one() {
    session.server().process().kill();
    try (AwlProcess server = AwlServer.start(lab, homes.resolve("server"))) {
      awaitRelayAgain(session.share());
      awaitRelayAgain(session.connect());
      awaitRelayedBothWays(server);
      long cut = System.nanoTime();
      lab.cutDirectPath();
      assertArrivesWithin(Session.PATIENCE); // each side loses the path for itself
      Event relay =
          session
              .connect()
              .await(event -> event.isPath("relay") && event.nanos() > cut, "relay", FALL_BACK);
      assertThat(Duration.ofNanos(relay.nanos() - cut)).isLessThan(FALL_BACK);
      assertThat(session.connect().events())
          .as("the relay path stood before the cut, nobody had to call again")
          .noneMatch(event -> event.is("disconnected") || says(event, "no path to"));
    }
  }

  /**
   * Each tells the other where its allocation is and tries the way through it, a moment after it
   * has one: what the relay has passed on says when that is done.
   */
  private void awaitRelayedBothWays(AwlProcess server) {
    long deadline = System.nanoTime() + BACK.toNanos();
    List<Event> sessions;
    do {
      Command listed =
          Launcher.run(lab.server(), BACK, homes.resolve("server"), "relay", "sessions", "--json");
      sessions = listed.succeeded().lines().map(Event::parse).toList();
      assertThat(System.nanoTime()).as("%s%n%s", listed, server).isLessThan(deadline);
    } while (sessions.stream().filter(RestartTest::hasPassedBothWays).count() < 2);
  }

  private static boolean hasPassedBothWays(Event session) {
    return session.number("bytes_to_peers") > 0 && session.number("bytes_to_client") > 0;
  }

  @Test
  void peer_that_was_killed_and_returns_is_called_again_at_once() {
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
              event -> event.is("notice") && event.text("message").matches("connected to .* again"),
              "services again",
              Session.PATIENCE);
      assertArrivesWithin(Session.PATIENCE);
    }
  }

  @Test
  void user_of_a_peer_that_was_killed_is_told_so_and_refused_within_seconds() {
    session.share().process().kill();
    Command curl =
        lab.access()
            .host()
            .attempt(REFUSED.plusSeconds(5), "curl", "-sS", "http://127.0.0.1:" + Session.MAPPED);
    assertThat(curl.took()).as("%s%n%s", files, session).isLessThan(REFUSED);
    assertThat(curl.exit()).as("%s", curl).isEqualTo(CURL_RESET);
    assertThat(session.connect().process().log())
        .containsPattern("web .*: connection from .* waits: .* is away since ")
        .containsPattern("web .*: connection from .* closed: .* is away since ");
  }

  /** UDP ends at our router: the allocation comes anew over WebSocket, and the peer hears of it. */
  @Test
  void session_of_two_living_peers_goes_on_at_their_new_addresses() {
    lab.onlyTheWebForAccess();
    assertArrivesWithin(CALLED_AGAIN);
    assertThat(session.connect().events()).noneMatch(event -> event.is("disconnected"));
  }

  /** The old address goes without a word: the TCP connection from it would stay for a minute. */
  @Test
  void machine_with_a_new_address_is_registered_from_it_within_seconds() {
    lab.moveAccess();
    assertArrivesWithin(CALLED_AGAIN);
    awaitRelayAgain(session.connect());
    session
        .connect()
        .await(event -> says(event, "lost the rendezvous"), "noticed", Session.PATIENCE);
    assertThat(session.connect().events()).noneMatch(event -> event.is("disconnected"));
  }

  private void assertArrivesWithin(Duration limit) {
    Download download =
        Download.fetch(lab.access().host(), Session.MAPPED, homes.resolve("copy"), limit);
    assertThat(download.sha256()).as("%s%n%s", files, session).isEqualTo(TestFile.sha256(file));
  }

  private static void awaitRelayAgain(AwlProcess peer) {
    peer.await(event -> says(event, "relay again"), "relay again", BACK);
  }

  private static boolean says(Event event, String words) {
    return event.is("notice") && event.text("message").contains(words);
  }
}
