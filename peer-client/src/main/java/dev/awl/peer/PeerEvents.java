package dev.awl.peer;

import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.PeerId;

/** What a {@link PeerClient} tells, on its event loop. */
public interface PeerEvents {

  /** Registered at the rendezvous, and the candidates are known: peers can connect now. */
  default void ready() {}

  /** What detection found out about our NAT. */
  default void nat(NatReport report) {}

  /** A session's data takes this path from now on. */
  default void path(PathReport path) {}

  /** A session has no path at the moment; when it has one again, {@link #path} tells. */
  default void stranded(PeerSession session) {}

  /** The channel to a peer is up: both sides have proven their keys. */
  default void connected(PeerSession session) {}

  /** The other side has told its NAT, which it did not know when the session began. */
  default void theirNat(PeerSession session) {}

  /** The channel to a peer is over. */
  default void disconnected(PeerSession session, String reason) {}

  /** A peer that is not trusted wanted to connect. */
  default void untrusted(PeerId peer) {}

  /**
   * Another process with this identity is registered now, and others reach that one. Sessions go
   * on, and we may call; when the other process ends, {@link #reachableAgain} follows.
   */
  default void takenOver(String reason) {}

  /** After {@link #takenOver}: others reach this process again. */
  default void reachableAgain() {}

  /** Something that goes on by itself, but that people may want to know. */
  default void notice(String line) {}
}
