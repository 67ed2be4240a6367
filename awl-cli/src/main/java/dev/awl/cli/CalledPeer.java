package dev.awl.cli;

import dev.awl.peer.Trust;
import dev.awl.wire.rendezvous.PeerId;

/** The one peer that {@code awl connect} calls, which may use what is shared with it in turn. */
record CalledPeer(PeerAccess access, Trust known) implements Trust {

  @Override
  public boolean admits(PeerId peer) {
    return access.calls(peer);
  }

  @Override
  public String nameOf(PeerId peer) {
    return known.nameOf(peer);
  }
}
