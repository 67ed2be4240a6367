package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The direct path dies under a download. */
@Lab
class PathLossTest {
  private static final int SIZE = 24_000_000;

  /**
   * The file takes 12 s from its source: no buffer on the way can hold what comes after the cut.
   */
  private static final int BYTES_PER_SECOND = 2_000_000;

  /** Design: a path that answers nothing for 6.5 s is lost. */
  private static final Duration FALL_BACK = Duration.ofMillis(8500);

  @TempDir Path homes;

  @Test
  void download_goes_on_by_relay_when_the_direct_path_is_cut() {
    Path file = TestFile.write(homes.resolve("file"), SIZE);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file, BYTES_PER_SECOND);
        Session session = Session.open(lab, homes)) {
      CompletableFuture<Download> running =
          CompletableFuture.supplyAsync(
              () ->
                  Download.fetch(
                      lab.access().host(),
                      Session.MAPPED,
                      homes.resolve("copy"),
                      Duration.ofSeconds(60)));
      session.awaitPath("direct");
      assertThat(running).as("still downloading at the cut").isNotDone();
      long cut = System.nanoTime();
      lab.cutDirectPath();
      session
          .connect()
          .await(
              event -> event.isPath("relay") && event.nanos() > cut,
              "return to the relay",
              FALL_BACK);
      assertThat(running).as("still downloading after the fall back").isNotDone();
      Download download = running.join();
      assertThat(download.sha256())
          .as("%s%n%s", files, session.connect())
          .isEqualTo(TestFile.sha256(file));
    }
  }
}
