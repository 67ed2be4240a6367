package dev.awl.peer.path;

/** What the peer's socket dropped, by reason. Read and written on the event loop. */
public final class SocketCounters {
  long malformed;
  long unknownSession;
  long forged;
  long strangerQuic;
  long noPath;
  long foreign;

  /** Datagrams that were no message at all. */
  public long malformed() {
    return malformed;
  }

  /** Every datagram that was dropped, whatever the reason. */
  public long dropped() {
    return malformed + unknownSession + forged + strangerQuic + foreign;
  }

  @Override
  public String toString() {
    return "malformed=%d unknown-session=%d forged=%d stranger-quic=%d foreign=%d no-path=%d"
        .formatted(malformed, unknownSession, forged, strangerQuic, foreign, noPath);
  }
}
