package dev.awl.peer.pairing;

import dev.awl.wire.rendezvous.PeerId;

/**
 * A peer that has proven its key to us by a code.
 *
 * @param name what it calls itself; letters of any kind, so it may stand on a terminal
 */
public record PairedPeer(PeerId id, String name) {

  /** In bytes of UTF-8. */
  static final int MAX_NAME = 64;
}
