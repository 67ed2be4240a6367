package dev.awl.cli;

import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code awl rendezvous}: signalling alone; STUN and relay run elsewhere. */
@Command(
    name = "rendezvous",
    description = "Let peers find each other; they are told where STUN and relay are.",
    footer = {
      "",
      "Example:",
      "  awl rendezvous --stun 203.0.113.1 --relay turn:203.0.113.1 --secret S"
    })
final class RendezvousCommand implements Callable<Integer> {

  private final Awl awl;

  @Mixin private HttpOption http = new HttpOption();

  @Option(
      names = "--stun",
      paramLabel = "HOST[:PORT]",
      converter = StunEndpointConverter.class,
      description = "A STUN server to tell peers of. May be repeated (default: none).")
  private List<Endpoint> stun = new ArrayList<>();

  @Option(
      names = "--relay",
      paramLabel = "URL",
      converter = EndpointConverters.Relay.class,
      description =
          "A relay to tell peers of: turn:HOST[:PORT] (UDP and TCP), or udp://HOST:PORT, tcp, tls,"
              + " ws, wss. May be repeated (default: none).")
  private List<RelayEndpoint> relays =
      new ArrayList<>(); // picocli adds all that one URL stands for

  @Option(
      names = "--secret",
      paramLabel = "S",
      description = "The secret shared with the relays: credentials are made from it.")
  private @Nullable String secret;

  RendezvousCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    if (!relays.isEmpty() && secret == null) {
      throw AwlException.usage("--relay needs --secret, the one the relay has");
    }
    ServedAddresses own = new AddressOptions().resolve();
    try (Foreground foreground = new Foreground()) {
      ServerRoles roles = new ServerRoles(awl.output(), own, foreground);
      roles.ready("rendezvous", roles.rendezvous(http, stun, relays, secret));
      foreground.await();
    }
    return ExitCode.DONE.number();
  }
}
