package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of NATs, in both roles: a file through the hole. One cell after the other: side by
 * side on a small machine they starve each other.
 */
@Lab
class MatrixTest {
  private static final int SIZE = 3_000_000;
  private static final List<NatLabel> LABELS =
      List.of(NatLabel.OPEN, NatLabel.FC, NatLabel.RC, NatLabel.PC, NatLabel.SN);
  private static final Grid GRID = new Grid();

  @TempDir Path homes;

  static List<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (NatLabel inner : LABELS) {
      for (NatLabel access : LABELS) {
        pairs.add(Arguments.of(inner, access));
      }
    }
    pairs.add(Arguments.of(NatLabel.BLOCKED, NatLabel.PC));
    pairs.add(Arguments.of(NatLabel.PC, NatLabel.BLOCKED));
    return pairs;
  }

  @AfterAll
  static void draw() throws IOException {
    GRID.write(Path.of("target"));
  }

  @ParameterizedTest(name = "{0} shares, {1} connects")
  @MethodSource("pairs")
  void file_arrives_over_the_promised_path(NatLabel inner, NatLabel access) {
    Path file = TestFile.write(homes.resolve("file"), SIZE);
    try (Topology lab = Topology.of(inner, access);
        LabProcess files = FileServer.start(lab.inner().host(), file);
        Session session = Session.open(lab, homes)) {
      Event listening = session.connect().await("listening", Session.PATIENCE);
      Download download =
          Download.fetch(
              lab.access().host(), Session.MAPPED, homes.resolve("copy"), Duration.ofSeconds(30));
      String expected = Cell.expected(inner, access);
      boolean direct = awaitsDirect(session, expected);
      boolean equal = download.sha256().equals(TestFile.sha256(file));
      Event path = last(session, direct ? "direct" : "relay");
      Cell cell =
          new Cell(
              inner,
              access,
              direct ? "direct" : "relay",
              path.text("strategy"),
              session.connect().millisTo(listening) + download.firstByteMillis(),
              direct ? Math.round(path.number("elapsed_ms")) : -1,
              equal && direct == expected.equals("direct"));
      GRID.add(cell);
      assertNamed(lab.inner(), lab.access());
      assertThat(equal).as("same bytes; %s", files).isTrue();
      assertThat(cell.kind()).as("%s%n%s", session.connect(), session.share()).isEqualTo(expected);
    } catch (AssertionError e) {
      GRID.add(new Cell(inner, access, "none", "", -1, -1, false));
      throw e;
    }
  }

  /** {@code awl detect} names the NAT on both sides; both at once, for the time it takes. */
  private void assertNamed(Site... sites) {
    List<CompletableFuture<Detected>> running =
        Stream.of(sites)
            .map(site -> CompletableFuture.supplyAsync(() -> Detected.at(site, homes)))
            .toList();
    for (int i = 0; i < sites.length; i++) {
      assertThat(running.get(i).join().label()).isEqualTo(sites[i].nat().name());
    }
  }

  /**
   * Direct comes soon where it is promised; elsewhere it must not come, for longer than it would
   * take.
   */
  private static boolean awaitsDirect(Session session, String expected) {
    return expected.equals("direct")
        ? !session.connect().never(event -> event.isPath("direct"), Session.PATIENCE)
        : !session.connect().never(event -> event.isPath("direct"), Duration.ofSeconds(2));
  }

  private static Event last(Session session, String kind) {
    return session.connect().events().stream()
        .filter(event -> event.isPath(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no path at all: " + session.connect()));
  }
}
