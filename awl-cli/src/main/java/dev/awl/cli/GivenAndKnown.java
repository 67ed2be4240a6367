package dev.awl.cli;

import dev.awl.peer.Trust;
import dev.awl.wire.rendezvous.PeerId;
import java.util.Set;

/** The peers named on the command line, for everything, and those known in the home as stored. */
record GivenAndKnown(Set<PeerId> given, Trust known) implements Trust {

  GivenAndKnown {
    given = Set.copyOf(given);
  }

  @Override
  public boolean admits(PeerId peer) {
    return given.contains(peer) || known.admits(peer);
  }

  @Override
  public String nameOf(PeerId peer) {
    return known.nameOf(peer);
  }

  @Override
  public boolean allows(PeerId peer, String service) {
    return given.contains(peer) || known.allows(peer, service);
  }
}
