package dev.awl.wire.nat;

/** Whom a NAT lets in through a mapping (RFC 4787 section 5). */
public enum FilteringBehaviour {
  /** Anybody. */
  ENDPOINT_INDEPENDENT("endpoint-independent"),
  /** Addresses that the internal endpoint has sent to. */
  ADDRESS_DEPENDENT("address-dependent"),
  /** Addresses and ports that the internal endpoint has sent to. */
  ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent"),
  /** The server could not tell, or UDP does not pass. */
  UNKNOWN("unknown");

  private final String text;

  FilteringBehaviour(String text) {
    this.text = text;
  }

  /** The word in reports and JSON. */
  @Override
  public String toString() {
    return text;
  }
}
