package dev.awl.cli;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code awl stun-server}: STUN alone. */
@Command(
    name = "stun-server",
    description = "Tell clients their public address and what their NAT does (RFC 5780).",
    footer = {
      "",
      "Examples:",
      "  awl stun-server --public 203.0.113.1 --alternate 203.0.113.2",
      "  awl stun-server --public 203.0.113.1 --partner stun2.example.org --secret S"
    })
final class StunServerCommand implements Runnable {

  private final Awl awl;

  @Mixin private AddressOptions addresses = new AddressOptions();
  @Mixin private StunOptions stun = new StunOptions();

  @Option(
      names = "--secret",
      paramLabel = "S",
      description = "What the two servers of --partner share, 16 characters or more.")
  private @Nullable String secret;

  @Option(
      names = "--metrics",
      paramLabel = "[ADDR:]PORT",
      converter = ListenConverter.class,
      description = "Serve counters for Prometheus there, at /metrics (default: nowhere).")
  private @Nullable InetSocketAddress metrics;

  StunServerCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public void run() {
    if (secret != null && stun.partner == null) {
      throw AwlException.usage("--secret is for --partner, which is missing");
    }
    try (Foreground foreground = new Foreground()) {
      ServedAddresses served = stun.served(addresses);
      ServerRoles roles = new ServerRoles(awl.output(), served, foreground);
      roles.stun(stun, secret, metrics);
      roles.ready("stun-server", null);
      foreground.await();
    }
  }
}
