package dev.awl.peer;

import dev.awl.wire.nat.NatLabel;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * When to detect our NAT again: where detection could not tell, a few times later; where the peer
 * is behind another address than before, so behind another NAT, at once. Decides only: times are
 * milliseconds from now.
 */
final class Redetection {

  static final long NEVER = -1;

  /** A server with one address never can tell more. */
  private static final long[] WHEN_UNDECIDED = {5_000, 20_000, 60_000};

  /** Paths are looked for first. */
  private static final long WHEN_ELSEWHERE = 2_000;

  private @Nullable InetAddress mapped;
  private @Nullable NatLabel label;
  private int undecided;

  /**
   * Detection has ended.
   *
   * @param found null where it could not tell, or failed
   */
  long ended(@Nullable NatLabel found) {
    label = found;
    if (found != null) {
      undecided = 0;
      return NEVER;
    }
    return undecided < WHEN_UNDECIDED.length ? WHEN_UNDECIDED[undecided++] : NEVER;
  }

  /** The NAT maps our socket to this address now, as it may have done before. */
  long mappedTo(InetAddress address) {
    boolean elsewhere = mapped != null ? !mapped.equals(address) : label == NatLabel.BLOCKED;
    mapped = address;
    if (!elsewhere) {
      return NEVER;
    }
    undecided = 0;
    return WHEN_ELSEWHERE;
  }
}
