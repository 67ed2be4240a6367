package dev.awl.peer.alg;

import java.net.InetAddress;
import java.time.Duration;

/**
 * One further connection that a control connection has announced. It serves once, and dies with its
 * control connection or at its deadline.
 *
 * @param id unique within the control connection
 * @param direction who connects
 * @param user the user's real address: the only one that may connect, or the one to connect to
 * @param local the access peer's address: where users connect to, or the source of the connection
 * @param port the target's port, on the service's host or on the user's
 * @param deadline how long it waits for its connection
 */
public record Expectation(
    int id, Direction direction, InetAddress user, InetAddress local, int port, Duration deadline) {

  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

  /** Well-known services never get a connection from here. */
  public static final int FIRST_PORT = 1024;

  public Expectation {
    if (port < FIRST_PORT || port > 65535) {
      throw new IllegalArgumentException("no expectation for port " + port);
    }
  }

  /** Who connects to whom. */
  public enum Direction {
    /** The user connects to the access peer, the inner peer to the service's host. */
    TO_SERVICE(0),
    /** The service connects to the inner peer, the access peer to the user. */
    TO_USER(1);

    private final int code;

    Direction(int code) {
      this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
      return code;
    }
  }
}
