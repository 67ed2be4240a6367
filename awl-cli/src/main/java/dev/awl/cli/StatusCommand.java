package dev.awl.cli;

import dev.awl.cli.ControlRequest.Line;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code awl status}: what a running {@code awl up} is at. */
@Command(
    name = "status",
    description = "Show what a running `awl up` shares, uses, and over which paths.",
    footer = {"", "Example:", "  awl status --json"})
final class StatusCommand implements Callable<Integer> {

  private static final Set<String> NO_DROPS = Set.of("event", "of", "passed");

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
          output.line("server    " + each.get("server") + registration(each));
          String names = each.get("shares").replace(" ", ", ");
          output.line("services  " + each.get("services") + (names.isEmpty() ? "" : ": " + names));
        }
        case "session" ->
            sessions.row(
                each.get("name"),
                each.get("kind"),
                each.get("strategy"),
                String.format(Locale.ROOT, "%.1f ms", Double.parseDouble(each.get("rtt_ms"))),
                each.get("remote"));
        case "failed" ->
            output.line(
                "no port   "
                    + each.get("connect")
                    + "/"
                    + each.get("service")
                    + ": "
                    + each.get("message"));
        case "udp" -> output.line("udp       " + datagrams(each));
        case "connect" -> connects.row(each.get("name"), each.get("state"), each.get("ports"));
        default -> {}
      }
    }
    sessions.printUnlessEmpty(output);
    connects.printUnlessEmpty(output);
    return ExitCode.DONE.number();
  }

  private static String registration(Line status) {
    if (status.get("taken_over").equals("true")) {
      return " (another process with this identity is registered: others reach that one)";
    }
    return status.get("registered").equals("true") ? "" : " (not reached now)";
  }

  private static String datagrams(Line counts) {
    String dropped =
        counts.fields().entrySet().stream()
            .filter(each -> !NO_DROPS.contains(each.getKey()) && !each.getValue().equals("0"))
            .map(each -> each.getValue() + " " + each.getKey().replace('_', ' '))
            .collect(Collectors.joining(", "));
    return counts.get("of")
        + ": "
        + counts.get("passed")
        + " passed"
        + (dropped.isEmpty() ? "" : "; dropped: " + dropped);
  }
}
