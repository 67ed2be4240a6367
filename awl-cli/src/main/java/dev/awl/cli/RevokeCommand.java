package dev.awl.cli;

import dev.awl.cli.up.UpFile;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.nio.file.Path;
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
    Optional<KnownPeer> known = store.find(peer);
    if (known.isEmpty() && inFile(store, peer)) {
      throw new AwlException(ExitCode.FAILED, "in-file", "'" + peer + "' is let in by " + advice());
    }
    PeerId id = PeerReference.resolve(peer, store);
    known = store.find(id);
    if (known.isEmpty() || !store.remove(id)) {
      throw new AwlException(
          ExitCode.PEER_OFFLINE,
          "unknown-peer",
          id.brief() + " is not trusted here; `awl peers` lists who is");
    }
    awl.output().line("revoked " + known.get().name() + " (" + id + ")");
    PeersCommand.event("revoked", known.get(), awl.output());
    if (inFile(store, id.toString())) {
      String still = known.get().name() + " is still let in by " + advice();
      awl.output().line("notice  " + still);
      awl.output().event("notice", json -> json.writeStringField("message", still));
    }
    return ExitCode.DONE.number();
  }

  /** The file is for its owner to change: we do not write in it. */
  private String advice() {
    return file() + ": take it out of [peers] there, then `awl reload`";
  }

  private Path file() {
    return awl.home().resolve(UpCommand.FILE);
  }

  private boolean inFile(TrustStore store, String nameOrId) {
    try {
      return UpFile.peers(file(), store).entrySet().stream()
          .anyMatch(
              each ->
                  each.getKey().equals(nameOrId)
                      || each.getValue().id().toString().equals(nameOrId));
    } catch (AwlException e) {
      awl.complain(e); // it must not keep anybody from revoking
      return false;
    }
  }
}
