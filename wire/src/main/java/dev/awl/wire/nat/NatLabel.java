package dev.awl.wire.nat;

/** The one-word verdict of RFC 3489 section 10.1, derived from mapping and filtering. */
public enum NatLabel {
  /** A public address, nothing in between. */
  OPEN("open-internet"),
  /** Mapping endpoint-independent, filtering endpoint-independent. */
  FC("full-cone"),
  /** Mapping endpoint-independent, filtering address-dependent. */
  RC("restricted-cone"),
  /** Mapping endpoint-independent, filtering address-and-port-dependent. */
  PC("port-restricted-cone"),
  /** Mapping depends on the destination. */
  SN("symmetric"),
  /** A public address behind a firewall that lets in answers only. */
  FIREWALL("symmetric-udp-firewall"),
  /** UDP does not pass. */
  BLOCKED("udp-blocked");

  private final String type;

  NatLabel(String type) {
    this.type = type;
  }

  /** The word in reports and JSON's {@code type}. */
  public String type() {
    return type;
  }

  /**
   * Whether a peer with this label and one with the other find a direct path by the classical
   * plans; else the relay carries them. A firewall filters as a port-restricted cone does. The same
   * whichever side asks.
   */
  public boolean meetsDirectly(NatLabel other) {
    return switch (this) {
      case OPEN, FC, RC -> other != BLOCKED;
      case PC, FIREWALL -> other != BLOCKED && other != SN;
      case SN -> other == OPEN || other == FC || other == RC;
      case BLOCKED -> false;
    };
  }
}
