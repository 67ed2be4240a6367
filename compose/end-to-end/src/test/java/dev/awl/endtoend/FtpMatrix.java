package dev.awl.endtoend;

import dev.awl.endtoend.FtpSites.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** A client, as a script. */
  interface Client {
    /** What runs the errand. */
    String script(FtpErrand errand);

    /** Whether it can be told to use this mode on this family. */
    boolean can(FtpMode mode, Family user);

    /** Whether it uploads. */
    default boolean puts() {
      return true;
    }
  }

  /** One cell. */
  record Cell(
      FtpLab.Offer server,
      Client client,
      FtpMode mode,
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
      FtpLab lab, FtpLab.Offer server, Client client, FtpMode mode, Family user, Family service) {
    String name = "put" + cells.size();
    FtpErrand through = new FtpErrand(mode, user.access(), FtpLab.port(server, service), name);
    String trouble = attempt(lab, lab.sites().desk(), client, through);
    Outcome outcome = Outcome.WORKS;
    if (!trouble.isEmpty()) {
      Host beside = new Host(lab.sites().nas().enclosure(), "inner");
      FtpErrand directly = new FtpErrand(mode, user.server(), server.port(), name + "d");
      String direct = attempt(lab, beside, client, directly);
      outcome = direct.isEmpty() ? Outcome.FAILS : Outcome.NOT_EVEN_DIRECTLY;
    }
    Cell cell = new Cell(server, client, mode, user, service, outcome, trouble);
    cells.add(cell);
    return cell;
  }

  private String attempt(FtpLab lab, Host host, Client client, FtpErrand errand) {
    try {
      Path work = Files.createDirectories(homes.resolve("work-" + errand.name()));
      Command command =
          host.shell(LIMIT, "cd %1$s; export HOME=%1$s\n".formatted(work) + client.script(errand));
      if (command.exit() != 0) {
        return command.toString();
      }
      String wanted = TestFile.sha256(lab.sites().file());
      boolean gotIt = wanted.equals(TestFile.sha256(work.resolve("got")));
      if (!client.puts()) {
        return gotIt ? "" : "other bytes: " + command;
      }
      String put = FtpServer.DIRECTORY + "/up/" + errand.name();
      String sum = host.enclosure().script("sha256sum < " + put + "; rm -f " + put).split(" ")[0];
      return gotIt && wanted.equals(sum) ? "" : "other bytes: " + command;
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

  int works() {
    return (int) cells.stream().filter(cell -> cell.outcome() == Outcome.WORKS).count();
  }

  /** One line a server, client and mode; a column for each pair of families. */
  String table() {
    Map<String, Map<String, Outcome>> lines = new LinkedHashMap<>();
    for (Cell each : cells) {
      lines
          .computeIfAbsent(
              String.format("%-10s %-11s %s", each.server(), each.client(), each.mode()),
              line -> new LinkedHashMap<>())
          .put(each.user() + "-" + each.service(), each.outcome());
    }
    StringBuilder text =
        new StringBuilder(
            "server     client      mode  v4-v4  v4-v6  v6-v4  v6-v6  (user-server)\n");
    lines.forEach(
        (line, outcomes) -> {
          text.append(line);
          for (String families : List.of("v4-v4", "v4-v6", "v6-v4", "v6-v6")) {
            text.append(String.format("  %-5s", sign(outcomes.get(families))));
          }
          text.append('\n');
        });
    return text.append(works())
        .append(" of ")
        .append(cells.size())
        .append(" cells work; ")
        .append(failures().size())
        .append(" work directly and not here; the others (-) do not work directly either\n")
        .toString();
  }

  private static String sign(@Nullable Outcome outcome) {
    if (outcome == null) {
      return "";
    }
    return switch (outcome) {
      case WORKS -> "ok";
      case NOT_EVEN_DIRECTLY -> "-";
      case FAILS -> "FAIL";
    };
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    cells.forEach(cell -> text.append(cell).append('\n'));
    return text.toString();
  }
}
