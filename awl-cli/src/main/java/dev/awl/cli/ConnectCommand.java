package dev.awl.cli;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.path.PathPreference;
import dev.awl.wire.rendezvous.PeerId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code awl connect}: the access side makes a peer's services reachable on this machine. */
@Command(
    name = "connect",
    description = "Use the services a peer shares: each one gets a port on this machine.")
final class ConnectCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(
      arity = "1",
      paramLabel = "PEER",
      converter = PeerIdConverter.class,
      description = "The ID that `awl share` shows.")
  private @Nullable PeerId peer;

  @Option(
      names = "--map",
      paramLabel = "SERVICE=[ADDR:]PORT",
      converter = MappedPort.Converter.class,
      description =
          "Listen here for this service, and only for those named. May be repeated"
              + " (default: all, on loopback, on the service's own port if it is free).")
  private List<MappedPort> maps = new ArrayList<>();

  @Option(
      names = "--path",
      paramLabel = "KIND",
      converter = PathConverter.class,
      description = "auto, direct or relay (default: auto).")
  private PathPreference path = PathPreference.AUTO;

  @Mixin private ServerOption server = new ServerOption();

  ConnectCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IdentityException {
    URI url = server.url();
    PeerId target = peer;
    if (target == null) {
      throw AwlException.usage("connect to which peer? try: awl connect --help");
    }
    Identity identity = Identity.loadOrCreate(awl.home());
    if (identity.id().equals(target)) {
      throw AwlException.usage("that is this peer's own ID; give the one that shares");
    }
    try (Foreground foreground = new Foreground()) {
      PeerAccess access = new PeerAccess(target, maps, awl.output());
      RunningPeer running =
          foreground.closeLater(
              RunningPeer.start(
                  RunningPeer.settings(url, identity).onlyCalling().preferring(path).build(),
                  access));
      access.connect(running);
      foreground.await();
    }
    return ExitCode.DONE.number();
  }
}
