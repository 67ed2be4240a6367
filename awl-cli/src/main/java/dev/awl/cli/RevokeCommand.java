package dev.awl.cli;

import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code awl revoke}: lets a peer in no longer. */
@Command(
    name = "revoke",
    description = {
      "Forget a peer: it is let in no longer, and its running connections end at once."
    },
    footer = {"", "Example:", "  awl revoke laptop"})
final class RevokeCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(arity = "1", paramLabel = "PEER", description = "Its name or ID; see `awl peers`.")
  private String peer = "";

  RevokeCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws TrustException {
    TrustStore store = TrustStore.open(awl.home());
    PeerId id = PeerReference.resolve(peer, store);
    Optional<KnownPeer> known = store.find(id);
    if (known.isEmpty() || !store.remove(id)) {
      throw new AwlException(
          ExitCode.PEER_OFFLINE,
          "unknown-peer",
          id.brief() + " is not trusted here; `awl peers` lists who is");
    }
    awl.output().line("revoked " + known.get().name() + " (" + id + ")");
    PeersCommand.event("revoked", known.get(), awl.output());
    return ExitCode.DONE.number();
  }
}
