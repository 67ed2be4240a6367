package dev.awl.endtoend;

import dev.awl.endtoend.FtpSites.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs cells of server, client, mode and families; each lists, gets and puts, and compares. */
final class FtpMatrix {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** What a cell came to. */
  enum Outcome {
    WORKS,
    /** Neither through Awl nor without it. */
    NOT_EVEN_DIRECTLY,
    FAILS
  }

  /** One cell. */
  record Cell(
      FtpServer server,
      FtpClient client,
      FtpClient.Mode mode,
      Family user,
      Family service,
      Outcome outcome,
      String trouble) {

    @Override
    public String toString() {
      return String.format(
          "%-10s %-11s %s  %s-%s  %s%s",
          server, client, mode, user, service, outcome, trouble.isEmpty() ? "" : "\n" + trouble);
    }
  }

  private final Path homes;
  private final List<Cell> cells = new ArrayList<>();

  FtpMatrix(Path homes) {
    this.homes = homes;
  }

  /** Through Awl; if that fails, directly beside the server, for comparison. */
  Cell run(
      FtpLab lab,
      FtpServer server,
      FtpClient client,
      FtpClient.Mode mode,
      Family user,
      Family service) {
    String name = "put" + cells.size();
    String trouble =
        attempt(
            lab,
            lab.sites().desk(),
            client.script(mode, user.access(), FtpLab.port(server, service), name),
            name);
    Outcome outcome = Outcome.WORKS;
    if (!trouble.isEmpty()) {
      Host beside = new Host(lab.sites().nas().enclosure(), "inner");
      String direct =
          attempt(
              lab,
              beside,
              client.script(
                  mode, user.server().replaceAll("[\\[\\]]", ""), server.port(), name + "d"),
              name + "d");
      outcome = direct.isEmpty() ? Outcome.FAILS : Outcome.NOT_EVEN_DIRECTLY;
    }
    Cell cell = new Cell(server, client, mode, user, service, outcome, trouble);
    cells.add(cell);
    return cell;
  }

  private String attempt(FtpLab lab, Host host, String script, String name) {
    try {
      Path work = Files.createDirectories(homes.resolve("work-" + name));
      Command command =
          host.attempt(LIMIT, "sh", "-ec", "cd " + work + "\nexport HOME=" + work + "\n" + script);
      if (command.exit() != 0) {
        return command.toString();
      }
      String put = FtpServer.DIRECTORY + "/up/" + name;
      String sum = host.enclosure().script("sha256sum < " + put + "; rm -f " + put).split(" ")[0];
      String wanted = TestFile.sha256(lab.file());
      String got = TestFile.sha256(work.resolve("got"));
      return wanted.equals(got) && wanted.equals(sum) ? "" : "other bytes: " + command;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }

  List<Cell> cells() {
    return cells;
  }

  List<Cell> failures() {
    return cells.stream().filter(cell -> cell.outcome() == Outcome.FAILS).toList();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    cells.forEach(cell -> text.append(cell).append('\n'));
    return text.toString();
  }
}
