package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our peers over a relay that nobody here wrote: Debian's coturn, with time-limited credentials.
 */
@Lab
class CoturnTest {
  private static final int SIZE = 3_000_000;
  private static final String SECRET = "shared-with-coturn";

  @TempDir Path homes;

  /** Over UDP, and over TCP from a side that has no UDP. */
  @ParameterizedTest
  @CsvSource({"SN, PC", "BLOCKED, PC", "PC, BLOCKED"})
  void file_arrives_over_coturn(NatLabel inner, NatLabel access) {
    Path file = TestFile.write(homes.resolve("file"), SIZE);
    try (Topology lab = Topology.of(inner, access);
        LabProcess files = FileServer.start(lab.inner().host(), file);
        LabProcess coturn =
            OtherServers.coturn(
                lab, homes, "--use-auth-secret", "--static-auth-secret=" + SECRET, "--realm=lab");
        Session session = Session.open(lab, homes, rendezvous(lab))) {
      Download download =
          Download.fetch(
              lab.access().host(), Session.MAPPED, homes.resolve("copy"), Duration.ofSeconds(30));
      assertThat(download.sha256()).as("%s%n%s", files, coturn).isEqualTo(TestFile.sha256(file));
      session.awaitPath("relay");
      assertThat(session.connect().events()).noneMatch(event -> event.isPath("direct"));
    }
  }

  private AwlProcess rendezvous(Topology lab) {
    String coturn = Topology.SERVER + ":3478";
    AwlProcess rendezvous =
        AwlProcess.start(
            lab.server(),
            homes.resolve("rendezvous"),
            "rendezvous",
            "--http",
            "" + AwlServer.HTTP,
            "--stun",
            coturn,
            "--relay",
            "turn:" + coturn,
            "--secret",
            SECRET);
    rendezvous.awaitReady();
    return rendezvous;
  }
}
