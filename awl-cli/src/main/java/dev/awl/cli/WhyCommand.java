package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code awl why}: why a peer is reached as it is. */
@Command(
    name = "why",
    description = {
      "Explain the path to a peer of a running `awl up`: both NATs, the plans of the matrix, what",
      "was tried, and what would help."
    },
    footer = {"", "Example:", "  awl why nas"})
final class WhyCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(arity = "1", paramLabel = "PEER", description = "A name or an ID.")
  private String peer = "";

  WhyCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    Output output = awl.output();
    for (ControlRequest.Line each : ControlAnswer.ask(awl, "why " + peer)) {
      output.line("peer     " + each.get("name") + " (" + each.get("peer") + ")");
      output.line("our NAT  " + each.get("our_nat"));
      output.line("theirs   " + each.get("their_nat"));
      output.line("plans    " + each.get("plans").replace(" ", ", then "));
      output.line("path     " + each.get("path") + ", by " + each.get("strategy"));
      output.line(
          "tried    %s probes in %s rounds, %s paths opened"
              .formatted(each.get("probes"), each.get("rounds"), each.get("opened")));
      output.line("helps    " + each.get("advice"));
    }
    return ExitCode.DONE.number();
  }
}
