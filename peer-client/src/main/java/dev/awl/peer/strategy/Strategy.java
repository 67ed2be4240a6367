package dev.awl.peer.strategy;

/** A way to get from two mapped addresses to a path. */
public enum Strategy {
  /** Both have public addresses: either may begin. */
  DIRECT("direct"),
  /** One is public: the other, behind its NAT, calls it, and the public one learns the source. */
  REVERSE_CONNECTION("reverse-connection"),
  /** One NAT lets anybody in through the mapping: send to it. */
  FULL_CONE("full-cone"),
  /**
   * One NAT lets in an address that was sent to: it opens towards the other's address, whatever
   * port the packets will come from; that port is learned from them (peer-reflexive).
   */
  RESTRICTED_OPEN("restricted-open"),
  /** Both send to the other's mapped address at the same time: each packet opens its own NAT. */
  SIMULTANEOUS_OPEN("simultaneous-open"),
  /** No hole to be had: the relay carries everything. */
  RELAY("relay");

  private final String text;

  Strategy(String text) {
    this.text = text;
  }

  /** The word in reports and JSON. */
  @Override
  public String toString() {
    return text;
  }
}
