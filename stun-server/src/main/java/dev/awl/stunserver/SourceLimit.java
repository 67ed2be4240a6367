package dev.awl.stunserver;

/**
 * How many requests one source may send: an IPv4 address or an IPv6 /64, which is what one customer
 * chooses from. Loopback is exempt: nobody can forge it from outside.
 *
 * @param perSecond sustained requests a second; 0 for no limit
 * @param burst how many may come at once
 */
public record SourceLimit(int perSecond, int burst) {

  /** Enough for a few hundred detections at once behind one carrier NAT. */
  public static final SourceLimit DEFAULT = new SourceLimit(1_000, 2_000);

  public static final SourceLimit NONE = new SourceLimit(0, 1);

  public SourceLimit {
    if (perSecond < 0 || perSecond > 1_000_000_000 || burst < 1) {
      throw new IllegalArgumentException("a source limit needs a rate and a burst of 1 or more");
    }
  }
}
