package dev.awl.cli;

import dev.awl.peer.tls.JsseSettings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code awl} command: global options, the list of subcommands, exit codes. */
@Command(
    name = "awl",
    header = "Connects two machines behind NATs: directly where a hole can be punched.",
    description = "New here? Run @|bold awl demo|@: everything on this machine, nothing to set up.",
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  awl serve                      on a machine that both others reach",
      "  awl share web=http://127.0.0.1:8080 --server ws://HOST:8080",
      "                                 on one of them: shows a code",
      "  awl connect 4-quartz-marble --server ws://HOST:8080",
      "                                 on the other one: opens a port",
      "  awl share --help               the options of a command"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "3:peer not found or offline",
      "4:no path of the kind asked for"
    },
    versionProvider = Version.class)
public final class Awl {

  private final PrintStream out;
  private final PrintStream err;
  private final Failures failures;
  private String[] given = new String[0];
  private @Nullable Output output;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON object a line on stdout; logs go to stderr.")
  private boolean json;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Where key and settings live (default: $AWL_HOME, else the system's place for settings,"
              + " such as ~/.config/awl).")
  private @Nullable Path home;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Log what happens, and stack traces, on stderr.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // the parser acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  @SuppressWarnings("UnusedVariable") // the parser acts on it
  private boolean version;

  Awl(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.failures = new Failures(this, err);
  }

  public static void main(String[] args) {
    JsseSettings.apply();
    System.exit(run(new FileOutputStream(FileDescriptor.out), System.err, args));
  }

  /** The same on this stdout; where that takes no more, no command succeeds. */
  static int run(OutputStream stdout, PrintStream err, String... args) {
    WatchedOutput watched = new WatchedOutput(stdout, line -> complain(err, line));
    PrintStream out = new PrintStream(new BufferedOutputStream(watched), false, Output.charset());
    int status = new Awl(out, err).run(args);
    out.flush();
    return watched.isLost() && status == ExitCode.DONE.number() ? ExitCode.FAILED.number() : status;
  }

  private static void complain(PrintStream err, String line) {
    err.print("awl: " + line + "\n");
    err.flush();
  }

  /** Runs one command line and returns the exit status. */
  int run(String... args) {
    given = args;
    CommandLine line = parser();
    line.setOut(new PrintWriter(out, true, Output.charset()));
    line.setErr(new PrintWriter(err, true, Output.charset()));
    line.setExecutionStrategy(this::execute);
    line.setParameterExceptionHandler(failures::wrongUsage);
    line.setExecutionExceptionHandler(failures::failed);
    line.setExitCodeExceptionMapper(failures::exitCode);
    return line.execute(args);
  }

  /**
   * The command that runs with its options read again, since a file of options ({@code @FILE}) may
   * have changed.
   */
  <T> T readAgain(Class<T> command) {
    try {
      CommandLine.ParseResult parsed = new Awl(out, err).parser().parseArgs(given);
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      return command.cast(parsed.commandSpec().userObject());
    } catch (CommandLine.ParameterException e) {
      throw AwlException.usage(failures.wrongUsageLine(e));
    }
  }

  /** Says in one line why what was asked of a running command was not done. */
  void complain(Exception failure) {
    failures.complain(failure);
  }

  CommandLine parser() {
    CommandLine line = new CommandLine(this);
    line.addSubcommand(new DetectCommand(this));
    line.addSubcommand(new DemoCommand(this));
    line.addSubcommand(new IdCommand(this));
    line.addSubcommand(new ShareCommand(this));
    line.addSubcommand(new ConnectCommand(this));
    line.addSubcommand(new UpCommand(this));
    line.addSubcommand(new StatusCommand(this));
    line.addSubcommand(new ReloadCommand(this));
    line.addSubcommand(new PairCommand(this));
    line.addSubcommand(new FtpCaCommand(this));
    line.addSubcommand(new PingCommand(this));
    line.addSubcommand(new WhyCommand(this));
    line.addSubcommand(new PeersCommand(this));
    line.addSubcommand(new TrustCommand(this));
    line.addSubcommand(new RevokeCommand(this));
    line.addSubcommand(new ServeCommand(this));
    line.addSubcommand(new StunServerCommand(this));
    line.addSubcommand(new RendezvousCommand(this));
    line.addSubcommand(
        new CommandLine(new RelayCommand(this))
            .addSubcommand(new RelaySessionsCommand(this))
            .addSubcommand(new RelayKickCommand(this)));
    line.addSubcommand(new CompletionCommand(this));
    line.addSubcommand(new ManCommand(this));
    line.addSubcommand(new VersionCommand(this));
    return line;
  }

  private int execute(CommandLine.ParseResult parsed) {
    if (debug) {
      System.setProperty(LogSetup.LEVEL_PROPERTY, "DEBUG"); // read when the first logger is made
    }
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      parsed.commandSpec().commandLine().usage(out);
      return ExitCode.DONE.number();
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Where a command prints; valid once the options are parsed. */
  Output output() {
    if (output == null) {
      output = new Output(out, json);
    }
    return output;
  }

  /** Where errors go with {@code --json}, even when parsing failed before it was seen. */
  Output jsonOutput() {
    return new Output(out, true);
  }

  /** This peer's directory; it need not exist yet. */
  Path home() {
    return Home.usable(Home.of(home));
  }

  boolean debug() {
    return debug;
  }
}
