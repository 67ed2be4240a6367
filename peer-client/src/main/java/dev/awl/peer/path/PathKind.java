package dev.awl.peer.path;

/** What a path costs and who sees it, best first. */
public enum PathKind {
  /** Inside one network, without a NAT. */
  LAN("lan", 0),
  /** From NAT to NAT. */
  DIRECT("direct", 1),
  /** Through one allocation: ours, or the peer's that we send to. */
  RELAY("relay", 2),
  /** Through both allocations: neither side reaches the other's otherwise. */
  DOUBLE_RELAY("relay", 3);

  private final String text;
  private final int rank;

  PathKind(String text, int rank) {
    this.text = text;
    this.rank = rank;
  }

  /** Lower is better. */
  int rank() {
    return rank;
  }

  public boolean isRelayed() {
    return this == RELAY || this == DOUBLE_RELAY;
  }

  /** The word in JSON. */
  @Override
  public String toString() {
    return text;
  }
}
