package dev.awl.peer.strategy;

import static dev.awl.peer.strategy.Strategy.DIRECT;
import static dev.awl.peer.strategy.Strategy.FULL_CONE;
import static dev.awl.peer.strategy.Strategy.RELAY;
import static dev.awl.peer.strategy.Strategy.RESTRICTED_OPEN;
import static dev.awl.peer.strategy.Strategy.REVERSE_CONNECTION;
import static dev.awl.peer.strategy.Strategy.SIMULTANEOUS_OPEN;

import dev.awl.wire.nat.NatLabel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which plan connects which pair of NATs. The table is to be read beside the one in the design; it
 * has a relay where {@link NatLabel#meetsDirectly} says no.
 *
 * <p>A symmetric UDP firewall filters like a port-restricted cone. Where a label is not known yet,
 * both sides open at the same time: that works wherever any plan of the table does, and costs a few
 * packets where none does.
 */
public final class StrategyMatrix {

  // Columns: OPEN, FC, RC, PC, SN. Symmetric; the lower triangle mirrors the upper one.
  private static final Strategy[][] TABLE = {
    /* OPEN */ {
      DIRECT, REVERSE_CONNECTION, REVERSE_CONNECTION, REVERSE_CONNECTION, REVERSE_CONNECTION
    },
    /* FC   */ {REVERSE_CONNECTION, FULL_CONE, FULL_CONE, FULL_CONE, FULL_CONE},
    /* RC   */ {REVERSE_CONNECTION, FULL_CONE, RESTRICTED_OPEN, RESTRICTED_OPEN, RESTRICTED_OPEN},
    /* PC   */ {REVERSE_CONNECTION, FULL_CONE, RESTRICTED_OPEN, SIMULTANEOUS_OPEN, RELAY},
    /* SN   */ {REVERSE_CONNECTION, FULL_CONE, RESTRICTED_OPEN, RELAY, RELAY},
  };

  private StrategyMatrix() {}

  /** The plans for this pair, best first; the relay is always the last resort. */
  public static List<Strategy> plans(@Nullable NatLabel ours, @Nullable NatLabel theirs) {
    if (ours == NatLabel.BLOCKED || theirs == NatLabel.BLOCKED) {
      return List.of(RELAY);
    }
    if (ours == null || theirs == null) {
      return List.of(SIMULTANEOUS_OPEN, RELAY);
    }
    return ours.meetsDirectly(theirs)
        ? List.of(TABLE[column(ours)][column(theirs)], RELAY)
        : List.of(RELAY);
  }

  /** Whether the table promises a direct path for this pair. */
  public static boolean direct(@Nullable NatLabel ours, @Nullable NatLabel theirs) {
    return plans(ours, theirs).get(0) != RELAY;
  }

  private static int column(NatLabel label) {
    return switch (label) {
      case OPEN -> 0;
      case FC -> 1;
      case RC -> 2;
      case PC, FIREWALL -> 3;
      case SN -> 4;
      case BLOCKED -> throw new IllegalArgumentException("a blocked peer has no column");
    };
  }
}
