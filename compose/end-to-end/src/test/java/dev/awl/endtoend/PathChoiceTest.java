package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code awl connect --path}: the user's word against the matrix. */
@Lab
class PathChoiceTest {
  private static final int NO_PATH = 4;

  @TempDir Path homes;

  @Test
  void relay_only_stays_on_the_relay_where_direct_is_possible() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN);
        Session session = Session.open(lab, homes, "--path", "relay")) {
      session.awaitPath("relay");
      assertThat(session.connect().never(event -> event.isPath("direct"), Duration.ofSeconds(3)))
          .as("%s", session.connect())
          .isTrue();
    }
  }

  @Test
  void direct_only_works_where_the_nats_allow_it() {
    Path file = TestFile.write(homes.resolve("file"), 10_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file);
        Session session = Session.open(lab, homes, "--path", "direct")) {
      Download download =
          Download.fetch(
              lab.access().host(), Session.MAPPED, homes.resolve("copy"), Session.PATIENCE);
      assertThat(download.sha256()).as("%s", files).isEqualTo(TestFile.sha256(file));
      assertThat(session.connect().events()).noneMatch(event -> event.isPath("relay"));
    }
  }

  @Test
  void direct_only_fails_with_its_own_exit_code_where_they_do_not() {
    try (Topology lab = Topology.of(NatLabel.SN, NatLabel.SN);
        Session session = Session.open(lab, homes)) {
      Command connect =
          Peer.access(lab, homes)
              .run(
                  Session.PATIENCE,
                  "connect",
                  session.innerId(),
                  "--map",
                  "web=9300",
                  "--path",
                  "direct");
      assertThat(connect.exit()).as("%s%n%s", connect, session.share()).isEqualTo(NO_PATH);
      assertThat(connect.errors().strip().lines()).as("%s", connect).hasSize(1);
    }
  }
}
