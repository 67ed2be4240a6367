package dev.awl.wire.nat;

/** How a NAT chooses the mapped address of an internal endpoint (RFC 4787 section 4.1). */
public enum MappingBehaviour {
  /** One mapping for all destinations. */
  ENDPOINT_INDEPENDENT("endpoint-independent"),
  /** One mapping a destination address. */
  ADDRESS_DEPENDENT("address-dependent"),
  /** One mapping a destination address and port. */
  ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent"),
  /** The server could not tell, or UDP does not pass. */
  UNKNOWN("unknown");

  private final String text;

  MappingBehaviour(String text) {
    this.text = text;
  }

  /** The word in reports and JSON. */
  @Override
  public String toString() {
    return text;
  }
}
