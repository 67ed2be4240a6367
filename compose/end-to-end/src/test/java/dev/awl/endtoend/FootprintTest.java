package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command costs: memory of a peer that idles, time of a command that ends at once. */
@Lab
class FootprintTest {
  private static final long MOST_KILOBYTES = 120 * 1024;
  private static final long MOST_MILLIS = 500;

  /** A machine that does something else meanwhile makes most of them late. */
  private static final int ATTEMPTS = 20;

  private static final Duration SETTLING = Session.PATIENCE;

  @TempDir Path homes;

  @Test
  void idle_peer_stays_within_120_megabytes() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        Session session = Session.open(lab, homes)) {
      session.awaitPath("direct");
      settles("share", session.share());
      settles("connect", session.connect());
    }
  }

  /** Memory freed after the start goes back to the system within seconds. */
  private static void settles(String what, AwlProcess process) {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    long kilobytes = process.residentKilobytes();
    while (kilobytes >= MOST_KILOBYTES && System.nanoTime() < deadline) {
      process.never(event -> event.is("error"), Duration.ofMillis(500));
      kilobytes = process.residentKilobytes();
    }
    assertThat(kilobytes).as(what).isLessThan(MOST_KILOBYTES);
  }

  @Test
  void id_answers_within_half_a_second() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN)) {
      Path home = homes.resolve("peer");
      Launcher.id(lab.inner().host(), home); // makes the key, and on first use the class archive
      long best = Long.MAX_VALUE;
      for (int i = 0; i < ATTEMPTS && best > MOST_MILLIS; i++) {
        Command id = Launcher.run(lab.inner().host(), Duration.ofSeconds(20), home, "id");
        best = Math.min(best, id.took().toMillis());
      }
      assertThat(best).as("best of twenty, ms").isLessThanOrEqualTo(MOST_MILLIS);
    }
  }
}
