package dev.awl.peer.pairing;

/**
 * Which side of a pairing; goes into everything that is proven, so no side's words fit the other.
 */
enum PairingRole {
  /** Shows the code. */
  SHARE("share"),
  /** Types it. */
  CONNECT("connect");

  private final String text;

  PairingRole(String text) {
    this.text = text;
  }

  PairingRole other() {
    return this == SHARE ? CONNECT : SHARE;
  }

  @Override
  public String toString() {
    return text;
  }
}
