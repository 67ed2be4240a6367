package dev.awl.cli;

import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;

/** A peer as people name it: by its ID, or by the name under which it is known here. */
final class PeerReference {

  /** Shorter texts with no dash in sight are meant as names. */
  private static final int SHORTEST_ID = 40;

  private PeerReference() {}

  static PeerId resolve(String text, TrustStore known) {
    var named = known.find(text);
    if (named.isPresent()) {
      return named.get().id();
    }
    try {
      return PeerId.parse(text);
    } catch (IllegalArgumentException e) {
      if (text.length() >= SHORTEST_ID) {
        throw AwlException.usage("'" + text + "': " + e.getMessage());
      }
      if (text.startsWith("@")) {
        throw AwlException.usage("cannot read the file of options " + text);
      }
      throw new AwlException(
          ExitCode.PEER_OFFLINE,
          "unknown-peer",
          "'" + text + "' is no peer known here (`awl peers` lists them) and no ID",
          e);
    }
  }
}
