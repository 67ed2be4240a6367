package dev.awl.peer.exchange;

import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import org.jspecify.annotations.Nullable;

/**
 * What the other side must know about our NAT to choose a plan.
 *
 * @param label null: not known
 * @param delta the step of {@link PortAllocation#SEQUENTIAL}, else 0
 */
public record NatSummary(@Nullable NatLabel label, PortAllocation allocation, int delta) {

  /** The summary of a peer that has not looked. */
  public static final NatSummary UNKNOWN = new NatSummary(null, PortAllocation.UNKNOWN, 0);

  public NatSummary {
    if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
      throw new IllegalArgumentException("no NAT steps its ports by " + delta);
    }
  }

  /** The summary of what detection found. */
  public static NatSummary of(NatReport report) {
    return new NatSummary(report.label(), report.allocation(), report.delta());
  }
}
