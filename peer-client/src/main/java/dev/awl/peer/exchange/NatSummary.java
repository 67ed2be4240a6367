package dev.awl.peer.exchange;

import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.nio.ByteBuffer;
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

  /** Length of {@link #bytes()}. */
  public static final int BYTES = 4;

  public NatSummary {
    if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
      throw new IllegalArgumentException("no NAT steps its ports by " + delta);
    }
  }

  /** As in an offer: what a side tells later, when detection has ended. */
  public byte[] bytes() {
    return ExchangeFormat.write(this);
  }

  /** The reverse of {@link #bytes()}; null: too short. Values of a later version are unknown. */
  public static @Nullable NatSummary read(byte[] bytes) {
    return bytes.length < BYTES ? null : ExchangeFormat.readNat(ByteBuffer.wrap(bytes));
  }

  /** The summary of what detection found. */
  public static NatSummary of(NatReport report) {
    return new NatSummary(report.label(), report.allocation(), report.delta());
  }
}
