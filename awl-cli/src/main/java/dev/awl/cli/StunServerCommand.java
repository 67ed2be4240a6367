package dev.awl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code awl stun-server}: STUN alone. */
@Command(
    name = "stun-server",
    description = "Tell clients their public address and what their NAT does (RFC 5780).")
final class StunServerCommand implements Runnable {

  private final Awl awl;

  @Mixin private AddressOptions addresses = new AddressOptions();
  @Mixin private StunOptions stun = new StunOptions();

  StunServerCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public void run() {
    try (Foreground foreground = new Foreground()) {
      ServerRoles roles = new ServerRoles(awl.output(), addresses.resolve(), foreground);
      roles.stun(stun);
      roles.ready("stun-server", null);
      foreground.await();
    }
  }
}
