package dev.awl.relay.client;

/**
 * Where an allocation stands (RFC 8656 section 7).
 *
 * <pre>
 *  NEW -> ASKING -> AUTHENTICATING -> ALLOCATED -> CLOSED
 *            |            |   ^            |
 *            |            v   |            |
 *            |        RECLAIMING           |       437: an older allocation sits on our five-tuple
 *            +------------+----------------+--> FAILED
 * </pre>
 */
public enum AllocationState {
  NEW,
  /** A bare Allocate is out, to learn realm and nonce. */
  ASKING,
  /** An Allocate with credentials is out. */
  AUTHENTICATING,
  /** A Refresh with lifetime 0 is out, to end what a former user of this port left behind. */
  RECLAIMING,
  /** Data flows; refreshed until closed or lost. */
  ALLOCATED,
  CLOSED,
  FAILED;

  /** Whether nothing more can come of it. */
  public boolean isOver() {
    return this == CLOSED || this == FAILED;
  }
}
