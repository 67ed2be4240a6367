package dev.awl.peer.candidate;

/** How a peer came by an address (RFC 8445 section 5.1.1). */
public enum CandidateKind {
  /** An address of one of its interfaces. */
  HOST(1),
  /** The address its NAT mapped the socket to, as a STUN server saw it. */
  SERVER_REFLEXIVE(2),
  /** An address on the relay. */
  RELAYED(3);

  private final int code;

  CandidateKind(int code) {
    this.code = code;
  }

  /** The number in offers and answers. */
  public int code() {
    return code;
  }
}
