package dev.awl.peer.path;

import dev.awl.peer.punch.Path;
import io.netty.buffer.ByteBuf;

/** What the paths of one session tell their owner, on the event loop. */
public interface SessionPathsListener {

  /** Datagrams go this way from now on. */
  void selected(Path path, PathKind kind, long roundTripNanos);

  /** A path died. */
  void lost(Path path, PathKind kind);

  /** A punching round ended, in which these paths were tried. */
  void roundOver(Tries direct, Tries relayed);

  /**
   * Probes sent in a round, and the paths that are open at its end.
   *
   * @param opened those of earlier rounds included
   */
  record Tries(int probes, int opened) {}

  /** There is no path at all at the moment. */
  void stranded();

  /** A QUIC datagram of the peer; owned. */
  void datagram(ByteBuf datagram);

  /** The end of a batch of datagrams. */
  void readBatchOver();
}
