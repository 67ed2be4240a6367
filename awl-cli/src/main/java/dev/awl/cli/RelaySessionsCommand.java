package dev.awl.cli;

import dev.awl.cli.ControlRequest.Line;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code awl relay sessions}: who uses a running relay. */
@Command(
    name = "sessions",
    description = "List the allocations of a relay that runs here.",
    footer = {"", "Example:", "  awl relay sessions --json"})
final class RelaySessionsCommand implements Callable<Integer> {

  private static final String FORMAT = "%-12s %-4s %-22s %-22s %6s %9s %12s %12s %8s";

  private final Awl awl;

  @Mixin private RelayControlPath control = new RelayControlPath();

  RelaySessionsCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    List<Line> sessions = RelayControlPath.ask(control.in(awl.home()), "sessions");
    if (awl.output().json()) {
      sessions.forEach(each -> awl.output().stream().print(each.line() + "\n"));
      awl.output().stream().flush();
      return ExitCode.DONE.number();
    }
    if (sessions.isEmpty()) {
      awl.output().line("no sessions");
      return ExitCode.DONE.number();
    }
    awl.output()
        .line(
            FORMAT.formatted(
                "USER",
                "OVER",
                "CLIENT",
                "RELAYED",
                "PEERS",
                "CHANNELS",
                "TO PEERS",
                "TO CLIENT",
                "ENDS IN"));
    for (Line each : sessions) {
      awl.output().line(row(each));
    }
    return ExitCode.DONE.number();
  }

  private static String row(Line line) {
    return FORMAT.formatted(
        line.get("user"),
        line.get("transport"),
        line.get("client"),
        line.get("relayed"),
        line.get("peers"),
        line.get("channels"),
        line.get("bytes_to_peers"),
        line.get("bytes_to_client"),
        line.get("expires_s") + " s");
  }
}
