package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code awl relay}: TURN alone. */
@Command(
    name = "relay",
    description = "Relay for peers that no hole connects (TURN, RFC 8656), over UDP and TCP.")
final class RelayCommand implements Callable<Integer> {

  private final Awl awl;

  @Mixin private AddressOptions addresses = new AddressOptions();
  @Mixin private RelayOptions relay = new RelayOptions();

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "The port, UDP and TCP (default: ${DEFAULT-VALUE}).")
  private int port = 3478;

  RelayCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    if (relay.secret == null) {
      throw AwlException.usage(
          "a relay needs --secret, the one its rendezvous has: credentials are made from it");
    }
    try (Foreground foreground = new Foreground()) {
      ServerRoles roles = new ServerRoles(awl.output(), addresses.resolve(), foreground);
      roles.relay(relay, relay.secret, port);
      roles.ready("relay", null);
      foreground.await();
    }
    return ExitCode.DONE.number();
  }
}
