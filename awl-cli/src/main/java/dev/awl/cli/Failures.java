package dev.awl.cli;

import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into a line for people (or one JSON event) and an exit status. */
final class Failures {

  private final Awl awl;
  private final PrintStream err;

  Failures(Awl awl, PrintStream err) {
    this.awl = awl;
    this.err = err;
  }

  /** A command line that cannot be parsed: the line names the mistake and where the help is. */
  int wrongUsage(ParameterException failure, String[] args) {
    // The parser may have stopped before it saw --json.
    boolean json = Arrays.asList(args).contains("--json");
    report(new AwlException(ExitCode.USAGE, "usage", wrongUsageLine(failure), failure), json);
    return ExitCode.USAGE.number();
  }

  String wrongUsageLine(ParameterException thrown) {
    CommandLine command = thrown.getCommandLine();
    ParameterException failure = unknownOptionBefore(thrown, command);
    String hint = "try: " + command.getCommandSpec().qualifiedName() + " --help";
    String what = plain(oneLine(String.valueOf(failure.getMessage())));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      what = unmatchedKind(first) + first;
      List<String> close = unmatched.getSuggestions();
      if (!close.isEmpty() && !first.startsWith("@")) {
        hint = "did you mean " + close.get(0) + "? " + hint;
      }
    }
    return what + "; " + hint;
  }

  /**
   * An unknown option is what was wrong first: the parser, which throws at its end for those, has
   * missed what it took with it, or taken the option's value for something else.
   */
  private static ParameterException unknownOptionBefore(
      ParameterException thrown, CommandLine command) {
    List<String> unknown =
        command.getUnmatchedArguments().stream().filter(each -> each.startsWith("-")).toList();
    return unknown.isEmpty() ? thrown : new UnmatchedArgumentException(command, unknown);
  }

  private static String unmatchedKind(String argument) {
    if (argument.startsWith("@")) {
      return "cannot read the file of options "; // the parser leaves it where it stands
    }
    return argument.startsWith("-") ? "unknown option " : "unknown command or argument ";
  }

  /** Reports what did not stop the command. */
  void complain(Exception failure) {
    report(known(failure), awl.output().json());
  }

  /** A command that threw. */
  int failed(Exception failure, CommandLine command, ParseResult parsed) {
    AwlException known = known(failure);
    report(known, awl.output().json());
    if (awl.debug()) {
      failure.printStackTrace(err);
    }
    return known.exit().number();
  }

  private static AwlException known(Exception failure) {
    return failure instanceof AwlException known
        ? known
        : new AwlException(ExitCode.FAILED, "failed", describe(failure), failure);
  }

  /** The exit status when {@link #failed} has not decided it. */
  int exitCode(Throwable failure) {
    return failure instanceof AwlException known ? known.exit().number() : ExitCode.FAILED.number();
  }

  private void report(AwlException failure, boolean json) {
    if (json) {
      awl.jsonOutput().event("error", failure::writeFields);
    } else {
      failure.line().lines().forEach(line -> err.print("awl: " + line + "\n"));
      err.flush();
    }
  }

  /** An exception nobody foresaw, still as one line: its own words, or its name if it has none. */
  static String describe(Throwable failure) {
    String message =
        failure instanceof FileSystemException onFile ? describe(onFile) : failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName() + " (run again with --debug for the details)"
        : SystemError.plain(oneLine(message.replaceFirst("^java\\.\\S+Exception: ", "")));
  }

  /** Where the system gives no reason, the message is the file's name alone. */
  private static @Nullable String describe(FileSystemException failure) {
    if (failure.getReason() != null) {
      return failure.getMessage();
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no " + failure.getFile();
    }
    return failure instanceof AccessDeniedException
        ? "no access to " + failure.getFile()
        : failure.getFile() + " is in the way";
  }

  /** Without the parser's own words for a place in the command line. */
  private static String plain(String message) {
    return message
        .replaceFirst("^Invalid value for positional parameter at index \\S+ \\(.*?\\): ", "")
        .replaceFirst("is not an (int|long)$", "is not a whole number")
        .replaceFirst(
            "^Value for option option '(\\S+)' \\((.*?)\\) .* but was (.*)$", "$1: '$3' is not $2")
        .replaceFirst("^Invalid value for option '(\\S+)' ?(\\(.*?\\))?: ", "$1: ");
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
