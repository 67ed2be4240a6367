package dev.awl.cli;

import dev.awl.cli.ControlRequest.Line;
import java.util.List;

/** Asks {@code awl up} something and shows what it answers. */
final class ControlAnswer {

  private ControlAnswer() {}

  /** The answer's lines; with {@code --json} they are printed already. */
  static List<Line> ask(Awl awl, String request) {
    List<Line> lines =
        ControlRequest.ask(
            awl.home().resolve(UpCommand.SOCKET),
            "no-daemon",
            "no `awl up` at",
            "is it running, as you, and with this --home?",
            request);
    for (Line each : lines) {
      if (each.get("event").equals("error")) {
        throw new AwlException(exit(each.get("code")), each.get("code"), each.get("message"));
      }
    }
    if (awl.output().json()) {
      lines.forEach(each -> awl.output().stream().print(each.line() + "\n"));
      awl.output().stream().flush();
    }
    return lines;
  }

  private static ExitCode exit(String code) {
    return switch (code) {
      case "usage" -> ExitCode.USAGE;
      case "peer-offline", "no-session", "unknown-peer" -> ExitCode.PEER_OFFLINE;
      case "no-path" -> ExitCode.NO_PATH;
      default -> ExitCode.FAILED;
    };
  }
}
