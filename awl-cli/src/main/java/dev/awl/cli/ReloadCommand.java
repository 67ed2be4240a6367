package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code awl reload}: a running {@code awl up} reads its file again. */
@Command(
    name = "reload",
    header = "Make a running `awl up` read awl.toml again.",
    description = "A file with a mistake changes nothing; the mistake is printed here.",
    footer = {"", "Example:", "  awl reload"})
final class ReloadCommand implements Callable<Integer> {

  private final Awl awl;

  ReloadCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    ControlAnswer.ask(awl, "reload").forEach(each -> awl.output().line(each.get("message")));
    return ExitCode.DONE.number();
  }
}
