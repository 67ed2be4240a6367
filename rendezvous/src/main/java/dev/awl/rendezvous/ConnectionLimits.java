package dev.awl.rendezvous;

/**
 * How many connections a server takes.
 *
 * @param peers WebSockets at once
 * @param perSource connections from one IPv4 address or IPv6 /64 at once, loopback excepted
 * @param unregistered connections at once that have not proven a key, plain HTTP ones included
 */
public record ConnectionLimits(int peers, int perSource, int unregistered) {

  /**
   * A connection costs about 5 KB, and peers of a household or a company are far fewer. Behind one
   * address may be an office. To register takes two round trips: 1,024 at once let thousands in
   * within a second.
   */
  public static final ConnectionLimits DEFAULT = new ConnectionLimits(20_000, 64, 1024);

  public ConnectionLimits {
    if (peers < 1 || perSource < 1 || unregistered < 1) {
      throw new IllegalArgumentException("a rendezvous server needs room for a connection");
    }
  }
}
