package dev.awl.classifier;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to detect.
 *
 * @param server the STUN server's first address and port (A1:P1), resolved
 * @param local the local address to bind; null: the one from which the server is reached
 * @param limit after this long the report says what is known
 */
public record Settings(InetSocketAddress server, @Nullable InetAddress local, Duration limit) {

  /** Longer than the slowest test, shorter than the 3 s that a user waits where UDP is blocked. */
  public static final Duration LIMIT = Duration.ofMillis(2600);

  public Settings {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException(
          "cannot resolve the STUN server's name " + server.getHostString());
    }
    if (server.getPort() == 0 || limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("NAT detection needs a server port and a time limit");
    }
  }

  public static Settings of(InetSocketAddress server) {
    return new Settings(server, null, LIMIT);
  }
}
