package dev.awl.cli;

import dev.awl.classifier.NatReportJson;
import dev.awl.classifier.NatReportText;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.Endpoint;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code awl detect}: what NAT this machine is behind. */
@Command(
    name = "detect",
    description = "Find out what NAT this machine is behind, and whom it can reach directly.")
final class DetectCommand implements Callable<Integer> {

  private final Awl awl;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ServerOption server = new ServerOption();

  @Option(
      names = "--stun",
      paramLabel = "HOST[:PORT]",
      converter = StunEndpointConverter.class,
      description = "A STUN server to ask, instead of the one that the rendezvous names.")
  private @Nullable Endpoint stun;

  DetectCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    Endpoint asked = stun;
    if (asked != null && server.text != null) {
      throw AwlException.usage("give --server or --stun, not both");
    }
    NatReport report = asked != null ? withStunServer(asked) : withRendezvous(server.url());
    awl.output().line(NatReportText.of(report, awl.output().terminal()).stripTrailing());
    if (asked != null && report.label() == NatLabel.BLOCKED) {
      awl.output().line("\n  (or no STUN server answers at " + asked + ")");
    }
    awl.output().event(NatReportJson.EVENT, json -> NatReportJson.writeFields(report, json));
    return ExitCode.DONE.number();
  }

  private NatReport withStunServer(Endpoint only) {
    return new NatDetection(List.of(only), progress()).refusalIsFailure().run();
  }

  /** The rendezvous answered over TCP, so silence of its STUN server means that UDP is blocked. */
  private NatReport withRendezvous(URI url) {
    return new NatDetection(ServicesDocument.fetch(url).stun(), progress()).run();
  }

  /** Findings on stderr while a person watches. */
  private Consumer<String> progress() {
    CommandSpec command = spec;
    if (command == null || !awl.output().terminal()) {
      return what -> {};
    }
    PrintWriter err = command.commandLine().getErr();
    return what -> err.println("  " + what);
  }
}
