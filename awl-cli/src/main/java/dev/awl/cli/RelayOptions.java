package dev.awl.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may use the relay, and to where. */
final class RelayOptions {

  @Option(
      names = "--secret",
      paramLabel = "S",
      description = "The secret that rendezvous and relay share.")
  @Nullable String secret;

  @Option(
      names = "--realm",
      paramLabel = "R",
      description = "The relay's authentication realm (default: ${DEFAULT-VALUE}).")
  String realm = "awl";

  @Option(
      names = "--allow-peer",
      paramLabel = "CIDR",
      description = "Relay to these addresses although they are private or local.")
  List<String> allowPeer = List.of();

  @Option(
      names = "--deny-peer",
      paramLabel = "CIDR",
      description = "Never relay to these addresses.")
  List<String> denyPeer = List.of();
}
