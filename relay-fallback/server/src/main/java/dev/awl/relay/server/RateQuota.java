package dev.awl.relay.server;

/**
 * How fast data may pass, both directions together; 0 for no limit.
 *
 * @param allocation bits a second of one allocation
 * @param user bits a second of all allocations of one user
 */
public record RateQuota(long allocation, long user) {

  public static final RateQuota NONE = new RateQuota(0, 0);

  public RateQuota {
    if (allocation < 0 || user < 0) {
      throw new IllegalArgumentException("a relay's rate is 0 (no limit) or more bits a second");
    }
  }
}
