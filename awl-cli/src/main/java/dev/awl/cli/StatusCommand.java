package dev.awl.cli;

import dev.awl.cli.ControlRequest.Line;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code awl status}: what a running {@code awl up} is at. */
@Command(
    name = "status",
    description = "Show what a running `awl up` shares, uses, and over which paths.",
    footer = {"", "Example:", "  awl status --json"})
final class StatusCommand implements Callable<Integer> {

  private final Awl awl;

  StatusCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    List<Line> lines = ControlAnswer.ask(awl, "status");
    Output output = awl.output();
    Table sessions = new Table("PEER", "PATH", "BY", "ROUND TRIP", "REMOTE");
    Table connects = new Table("CONNECT", "STATE", "PORTS");
    for (Line each : lines) {
      switch (each.get("event")) {
        case "status" -> {
          output.line("peer      " + each.get("peer"));
          boolean registered = each.get("registered").equals("true");
          output.line("server    " + each.get("server") + (registered ? "" : " (not reached now)"));
          output.line("services  " + each.get("services"));
        }
        case "session" ->
            sessions.row(
                each.get("name"),
                each.get("kind"),
                each.get("strategy"),
                String.format(Locale.ROOT, "%.1f ms", Double.parseDouble(each.get("rtt_ms"))),
                each.get("remote"));
        case "connect" -> connects.row(each.get("name"), each.get("state"), each.get("ports"));
        default -> {}
      }
    }
    sessions.printUnlessEmpty(output);
    connects.printUnlessEmpty(output);
    return ExitCode.DONE.number();
  }
}
