package dev.awl.wire.nat;

/** How a NAT picks the external port of a new mapping (RFC 4787 section 4.2, RFC 7857). */
public enum PortAllocation {
  /** The internal port, where it is free. */
  PRESERVING("preserving"),
  /** A fixed step after the last one. */
  SEQUENTIAL("sequential"),
  RANDOM("random"),
  UNKNOWN("unknown");

  private final String text;

  PortAllocation(String text) {
    this.text = text;
  }

  /** The word in reports and JSON. */
  @Override
  public String toString() {
    return text;
  }
}
