package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code awl pair}: a running {@code awl up} shows a code. */
@Command(
    name = "pair",
    header = "Make a running `awl up` show a code.",
    description =
        "Who types the code at another machine, with `awl connect`, is known and trusted from "
            + "then on. After ten minutes, no code works any more.",
    footer = {"", "Example:", "  awl pair"})
final class PairCommand implements Callable<Integer> {

  private final Awl awl;

  PairCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    for (ControlRequest.Line each : ControlAnswer.ask(awl, "pair")) {
      awl.output().line("on the other machine, within ten minutes:");
      awl.output().line("  awl connect " + each.get("code") + " --server " + each.get("server"));
    }
    return ExitCode.DONE.number();
  }
}
