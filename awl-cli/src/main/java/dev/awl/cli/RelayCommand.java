package dev.awl.cli;

import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code awl relay}: TURN alone. */
@Command(
    name = "relay",
    header = "Relay for peers that no hole connects (TURN, RFC 8656), over UDP and TCP.",
    description = "Options may stand in a file: awl relay @FILE. SIGHUP reads it again.",
    footer = {
      "",
      "Examples:",
      "  awl relay --public 203.0.113.1 --secret S",
      "  awl relay @/etc/awl/relay.options"
    })
final class RelayCommand implements Callable<Integer> {

  /** Long enough for peers to find another path, short enough for a service manager. */
  private static final int DRAIN_SECONDS = 30;

  private final Awl awl;

  @Mixin private AddressOptions addresses = new AddressOptions();
  @Mixin private RelayOptions relay = new RelayOptions();

  @Option(
      names = "--port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "The port, UDP and TCP (default: ${DEFAULT-VALUE}).")
  private int port = 3478;

  @Option(
      names = "--metrics",
      paramLabel = "[ADDR:]PORT",
      converter = ListenConverter.class,
      description = "Serve counters for Prometheus there, at /metrics (default: nowhere).")
  private @Nullable InetSocketAddress metrics;

  RelayCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    try (Foreground foreground = new Foreground()) {
      ServerRoles roles = new ServerRoles(awl.output(), addresses.resolve(), foreground);
      if (addresses.alternate != null) {
        awl.output().line("--alternate is for STUN: a relay serves on --public alone");
      }
      RunningRelay running = roles.relay(relay, secretOf(relay), port, metrics);
      running.takeCommands(awl.home(), relay.control);
      foreground.onHangUp(
          () -> running.reload(() -> awl.readAgain(RelayCommand.class).relay, awl::complain));
      int drain = relay.drainSeconds(DRAIN_SECONDS);
      foreground.drainFirst(() -> running.drain(drain));
      roles.ready("relay", null);
      foreground.await();
    }
    return ExitCode.DONE.number();
  }

  private static String secretOf(RelayOptions options) {
    if (options.secret == null) {
      throw AwlException.usage(
          "a relay needs --secret, the one its rendezvous has: credentials are made from it");
    }
    return options.secret;
  }
}
