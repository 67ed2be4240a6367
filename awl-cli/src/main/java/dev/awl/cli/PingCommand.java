package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code awl ping}: how far a peer is, through the running {@code awl up}. */
@Command(
    name = "ping",
    description = "Measure round trips to a peer through the channel of a running `awl up`.",
    footer = {"", "Example:", "  awl ping nas"})
final class PingCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(arity = "1", paramLabel = "PEER", description = "Its name or ID; see `awl peers`.")
  private String peer = "";

  PingCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    ControlAnswer.ask(awl, "ping " + peer)
        .forEach(
            each ->
                awl.output()
                    .line(
                        each.get("name")
                            + " over "
                            + each.get("kind")
                            + ": "
                            + each.get("rtt_ms")
                            + " ms"));
    return ExitCode.DONE.number();
  }
}
