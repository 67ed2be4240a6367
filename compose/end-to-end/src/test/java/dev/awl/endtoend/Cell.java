package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;

/**
 * One pair of NATs and what became of it.
 *
 * @param kind the path that carried in the end
 * @param firstByteMillis from the start of {@code awl connect} to the first byte of the file
 * @param directMillis from the start of the session to the direct path; -1: none
 */
record Cell(
    NatLabel inner,
    NatLabel access,
    String kind,
    String strategy,
    long firstByteMillis,
    long directMillis,
    boolean passed) {

  /** What design and RFCs promise for a pair, whichever side is which. */
  static String expected(NatLabel inner, NatLabel access) {
    if (inner == NatLabel.BLOCKED || access == NatLabel.BLOCKED) {
      return "relay";
    }
    boolean hard =
        inner == NatLabel.SN && portMatters(access) || access == NatLabel.SN && portMatters(inner);
    return hard ? "relay" : "direct";
  }

  /**
   * Whether it lets a peer in only from the very port it spoke to: one that a symmetric NAT never
   * keeps.
   */
  private static boolean portMatters(NatLabel nat) {
    return nat == NatLabel.PC || nat == NatLabel.SN;
  }
}
