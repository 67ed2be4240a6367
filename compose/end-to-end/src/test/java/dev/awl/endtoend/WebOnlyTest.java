package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that let nothing but the web out: TURN goes in WebSocket frames. */
@Lab
class WebOnlyTest {

  /** From the start of the command to its first byte of the service. */
  private static final Duration GOAL = Duration.ofSeconds(3);

  /** A machine that does something else meanwhile makes any one of them late. */
  private static final int ATTEMPTS = 5;

  @TempDir Path homes;

  @Test
  void a_session_carries_data_through_a_web_socket_within_three_seconds() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && best >= GOAL.toMillis(); i++) {
      best = Math.min(best, millisToFirstByte(homes.resolve("attempt-" + i), true));
    }
    if (best >= GOAL.toMillis()) {
      long open = millisToFirstByte(homes.resolve("open"), false);
      assertThat(best)
          .as("three seconds, or twice what it takes where all is open: %d ms", open)
          .isLessThan(2 * open);
    }
  }

  private static long millisToFirstByte(Path homes, boolean webOnly) {
    Path file = TestFile.write(homes.resolve("file"), 10_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      if (webOnly) {
        lab.onlyTheWebForAccess();
      }
      try (LabProcess files = FileServer.start(lab.inner().host(), file);
          Session session = Session.open(lab, homes)) {
        Event first =
            webOnly
                ? session.awaitPath("relay")
                : session.connect().await("path", Session.PATIENCE);
        long path = session.connect().millisTo(first);
        Download download =
            Download.fetch(
                lab.access().host(), Session.MAPPED, homes.resolve("copy"), Session.PATIENCE);
        assertThat(download.sha256()).as("%s", files).isEqualTo(TestFile.sha256(file));
        long all = path + download.firstByteMillis();
        System.out.printf(
            "%s: path after %d ms, first byte after %d ms%n",
            webOnly ? "web only" : "all open", path, all);
        return all;
      }
    }
  }
}
