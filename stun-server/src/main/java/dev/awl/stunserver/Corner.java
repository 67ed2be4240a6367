package dev.awl.stunserver;

import dev.awl.wire.stun.attribute.ChangeRequest;

/** One of the four sockets: primary or alternate address, first or second port. */
public enum Corner {
  A1_P1(false, false),
  A1_P2(false, true),
  A2_P1(true, false),
  A2_P2(true, true);

  private final boolean alternateAddress;
  private final boolean secondPort;

  Corner(boolean alternateAddress, boolean secondPort) {
    this.alternateAddress = alternateAddress;
    this.secondPort = secondPort;
  }

  /** Whether it stands on the alternate address A2. */
  public boolean onAlternateAddress() {
    return alternateAddress;
  }

  /** Whether it stands on the second port P2. */
  public boolean onSecondPort() {
    return secondPort;
  }

  /** Where the reply to a request that came in here must leave (RFC 5780 section 6.1, table 1). */
  public Corner change(ChangeRequest change) {
    return at(alternateAddress ^ change.changeIp(), secondPort ^ change.changePort());
  }

  /** The corner with the other address and the other port. */
  public Corner opposite() {
    return at(!alternateAddress, !secondPort);
  }

  private static Corner at(boolean alternateAddress, boolean secondPort) {
    if (alternateAddress) {
      return secondPort ? A2_P2 : A2_P1;
    }
    return secondPort ? A1_P2 : A1_P1;
  }
}
