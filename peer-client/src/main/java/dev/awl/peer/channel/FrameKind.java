package dev.awl.peer.channel;

/** The first byte of a DATAGRAM frame (RFC 9221): who takes care of it. */
public enum FrameKind {
  KEEP_ALIVE(0),
  UDP_TO_SERVICE(1),
  UDP_TO_USER(2);

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  /** The byte on the wire. */
  public int code() {
    return code;
  }
}
