package dev.awl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code awl serve}: everything a peer needs of a server, in one process. */
@Command(
    name = "serve",
    header = "Run a server: STUN, rendezvous and relay in one process.",
    description = "Options may stand in a file: awl serve @FILE. SIGHUP reads the relay's again.",
    footer = {
      "",
      "Examples:",
      "  awl serve                                  on the addresses of this machine",
      "  awl serve --public 203.0.113.1 --alternate 203.0.113.2",
      "  awl serve --secret \"$(openssl rand -hex 32)\"",
      "  awl serve @/etc/awl/serve.options"
    })
final class ServeCommand implements Callable<Integer> {

  private final Awl awl;

  @Mixin private AddressOptions addresses = new AddressOptions();
  @Mixin private StunOptions stun = new StunOptions();
  @Mixin private HttpOption http = new HttpOption();
  @Mixin private RelayOptions relay = new RelayOptions();

  ServeCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    try (Foreground foreground = new Foreground()) {
      ServerRoles roles = new ServerRoles(awl.output(), stun.served(addresses), foreground);
      String url = roles.everything(stun, http, relay);
      RunningRelay running = roles.runningRelay();
      running.takeCommands(awl.home(), relay.control);
      foreground.onHangUp(
          () -> running.reload(() -> awl.readAgain(ServeCommand.class).relay, awl::complain));
      int drain = relay.drainSeconds(0);
      foreground.drainFirst(() -> running.drain(drain));
      roles.ready("serve", url);
      foreground.await();
    }
    return ExitCode.DONE.number();
  }
}
