package dev.awl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code awl man}: manual pages, made from what the parser knows. */
@Command(
    name = "man",
    description = "Print a command's manual page, or write those of all commands.",
    footer = {
      "",
      "Examples:",
      "  awl man share | man -l -",
      "  awl man --to ~/.local/share/man/man1       then: man awl-share"
    })
final class ManCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Which one (default: awl).")
  private String command = "";

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write the pages of all commands into this directory.")
  private @Nullable Path directory;

  @Spec private CommandSpec spec = CommandSpec.create();

  ManCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    CommandSpec root = spec.root();
    if (directory != null) {
      try {
        Files.createDirectories(directory);
        write(root, directory);
      } catch (IOException e) {
        throw new AwlException(
            ExitCode.FAILED,
            "write",
            "cannot write manual pages to " + directory + "; choose another directory",
            e);
      }
      return ExitCode.DONE.number();
    }
    CommandLine wanted = command.isEmpty() ? root.commandLine() : root.subcommands().get(command);
    if (wanted == null) {
      throw AwlException.usage("there is no command '" + command + "'; `awl --help` lists them");
    }
    awl.output().stream().print(ManPage.of(wanted.getCommandSpec()));
    awl.output().stream().flush();
    return ExitCode.DONE.number();
  }

  private void write(CommandSpec of, Path to) throws IOException {
    Files.writeString(to.resolve(ManPage.name(of) + ".1"), ManPage.of(of));
    for (CommandLine each : of.subcommands().values()) {
      write(each.getCommandSpec(), to);
    }
  }
}
