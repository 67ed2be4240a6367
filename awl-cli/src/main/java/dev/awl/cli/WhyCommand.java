package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code awl why}: why a peer is reached as it is. */
@Command(
    name = "why",
    header = "Explain the path to a peer of a running `awl up`.",
    description = "Both NATs, the plans of the matrix, what was tried, and what would help.",
    footer = {"", "Example:", "  awl why nas"})
final class WhyCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(arity = "1", paramLabel = "PEER", description = "Its name or ID; see `awl peers`.")
  private String peer = "";

  WhyCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    Output output = awl.output();
    Table plans = new Table("PLAN", "OUTCOME", "PROBES", "ODDS");
    for (ControlRequest.Line each : ControlAnswer.ask(awl, "why " + peer)) {
      if (each.get("event").equals("plan")) {
        plan(each, plans);
      } else {
        output.line("peer     " + each.get("name") + " (" + each.get("peer") + ")");
        output.line("our NAT  " + each.get("our_nat"));
        output.line("theirs   " + each.get("their_nat"));
        output.line("path     " + each.get("path") + ", by " + each.get("strategy"));
        output.line("helps    " + each.get("advice"));
      }
    }
    plans.printUnlessEmpty(output);
    return ExitCode.DONE.number();
  }

  private static String rounds(String count) {
    return count.equals("1") ? "1 round" : count + " rounds";
  }

  private static String opened(ControlRequest.Line plan) {
    String count = plan.get("opened");
    return count.equals("1") ? "1 path" : count + " paths";
  }

  /** One that the matrix leaves out has no outcome, but odds. */
  private static void plan(ControlRequest.Line plan, Table plans) {
    String odds = plan.get("probability");
    if (odds.isEmpty()) {
      String tried =
          plan.get("rounds").equals("0")
              ? ""
              : "%s in %s, %s opened"
                  .formatted(plan.get("probes"), rounds(plan.get("rounds")), opened(plan));
      plans.row(plan.get("plan"), plan.get("outcome"), tried, "");
    } else {
      long percent = Math.round(100 * Double.parseDouble(odds));
      plans.row(
          plan.get("plan"),
          "not in this version",
          plan.get("would_probe") + " needed",
          percent + " %");
    }
  }
}
