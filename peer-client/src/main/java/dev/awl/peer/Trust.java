package dev.awl.peer;

import dev.awl.wire.rendezvous.PeerId;
import java.util.Set;

/**
 * Whom this peer lets in, and to what. Asked at every offer, list and connection, so that it may
 * change while sessions are up; after it took something away, {@link PeerClient#trustChanged} ends
 * the sessions it concerns. Asked on the event loop: no answer may wait for a disk.
 */
public interface Trust {

  /** Whether the peer may connect at all. */
  boolean admits(PeerId peer);

  /** Whether a peer that may connect may use this service, and see it in the list. */
  default boolean allows(PeerId peer, String service) {
    return admits(peer);
  }

  /** What people here call it: its name where it has one, else the beginning of its ID. */
  default String nameOf(PeerId peer) {
    return peer.brief();
  }

  /** Exactly these peers, for everything. */
  static Trust of(Set<PeerId> peers) {
    return Set.copyOf(peers)::contains;
  }
}
