package dev.awl.classifier;

import dev.awl.wire.nat.NatLabel;
import java.util.EnumSet;
import java.util.Set;

/** Which peers a peer reaches without the relay, by label. */
final class Reach {

  /** The columns of the matrix. */
  static final Set<NatLabel> PEERS =
      EnumSet.of(NatLabel.OPEN, NatLabel.FC, NatLabel.RC, NatLabel.PC, NatLabel.SN);

  private Reach() {}

  /** Direct in all cells but PC x SN and SN x SN; a firewall filters as a PC does. */
  static Set<NatLabel> directFrom(NatLabel label) {
    return switch (label) {
      case OPEN, FC, RC -> PEERS;
      case PC, FIREWALL -> EnumSet.of(NatLabel.OPEN, NatLabel.FC, NatLabel.RC, NatLabel.PC);
      case SN -> EnumSet.of(NatLabel.OPEN, NatLabel.FC, NatLabel.RC);
      case BLOCKED -> EnumSet.noneOf(NatLabel.class);
    };
  }
}
