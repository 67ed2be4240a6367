package dev.awl.cli;

import dev.awl.cli.ControlRequest.Line;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code awl relay kick}: ends sessions of a running relay. */
@Command(
    name = "kick",
    header = "End allocations of a relay that runs here.",
    description = "Whoever has credentials may come back: change the secret to keep them out.",
    footer = {"", "Example:", "  awl relay kick 203.0.113.7:40000"})
final class RelayKickCommand implements Callable<Integer> {

  private final Awl awl;

  @Mixin private RelayControlPath control = new RelayControlPath();

  @Parameters(
      paramLabel = "WHO",
      description = "A user, or a relayed address IP:PORT, as awl relay sessions names them.")
  private String who = "";

  RelayKickCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    if (who.isBlank() || who.lines().count() != 1) {
      throw AwlException.usage("'" + who + "' is no user and no address IP:PORT");
    }
    List<Line> kicked = RelayControlPath.ask(control.in(awl.home()), "kick " + who);
    if (kicked.isEmpty()) {
      throw new AwlException(
          ExitCode.FAILED,
          "no-session",
          "nobody to kick: no session of '" + who + "'; awl relay sessions lists them");
    }
    for (Line each : kicked) {
      if (awl.output().json()) {
        awl.output().stream().print(each.line() + "\n");
      }
      awl.output().line("ended " + each.get("relayed") + " of " + each.get("user"));
    }
    awl.output().stream().flush();
    return ExitCode.DONE.number();
  }
}
