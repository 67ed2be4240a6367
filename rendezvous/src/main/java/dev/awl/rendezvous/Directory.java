package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who is registered as reachable, and at which connection of which node. */
interface Directory {

  /**
   * Where a peer is.
   *
   * @param connection unique at its node
   */
  record Entry(String node, long connection, PeerKey key) {}

  /** Registers a peer; the result is the entry that this one replaces. */
  CompletionStage<Optional<Entry>> register(Entry entry);

  /** Where the peer is now. */
  CompletionStage<Optional<Entry>> find(PeerId peer);

  /** Removes an entry, unless it has been replaced. */
  void remove(Entry entry);
}
