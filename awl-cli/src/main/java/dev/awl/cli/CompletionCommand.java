package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code awl completion}: what a shell needs to complete command lines. */
@Command(
    name = "completion",
    description = "Print a script that makes bash or zsh complete awl's commands and options.",
    footer = {
      "",
      "Examples:",
      "  source <(awl completion)                                 in this shell",
      "  awl completion > ~/.local/share/bash-completion/completions/awl",
      "",
      "zsh takes the same script, after: autoload -U bashcompinit; bashcompinit"
    })
final class CompletionCommand implements Callable<Integer> {

  private final Awl awl;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("awl", spec.root().commandLine());
    awl.output().stream().print(script);
    awl.output().stream().flush();
    return ExitCode.DONE.number();
  }
}
