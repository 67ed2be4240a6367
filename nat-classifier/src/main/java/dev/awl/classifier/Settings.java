package dev.awl.classifier;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to detect.
 *
 * @param server the STUN server's first address and port (A1:P1), resolved
 * @param local the local address to bind; null: the one from which the server is reached
 * @param limit after this long the report says what is known
 * @param alsoAt where else that server is known to answer, for one that does not say so itself
 */
public record Settings(
    InetSocketAddress server,
    @Nullable InetAddress local,
    Duration limit,
    List<InetSocketAddress> alsoAt) {

  /** Longer than the slowest test, shorter than the 3 s that a user waits where UDP is blocked. */
  public static final Duration LIMIT = Duration.ofMillis(2600);

  /** More addresses than these add nothing. */
  private static final int MOST_ADDRESSES = 4;

  public Settings {
    requireUsable(server);
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("NAT detection needs a time limit");
    }
    alsoAt = alsoAt.stream().filter(each -> !each.equals(server)).limit(MOST_ADDRESSES).toList();
    alsoAt.forEach(Settings::requireUsable);
  }

  public Settings(InetSocketAddress server, @Nullable InetAddress local, Duration limit) {
    this(server, local, limit, List.of());
  }

  public static Settings of(InetSocketAddress server) {
    return new Settings(server, null, LIMIT);
  }

  /** The same, with the server's other addresses as somebody else (the rendezvous) names them. */
  public Settings alsoAt(List<InetSocketAddress> addresses) {
    return new Settings(server, local, limit, addresses);
  }

  private static void requireUsable(InetSocketAddress server) {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException(
          "cannot resolve the STUN server's name " + server.getHostString());
    }
    if (server.getPort() == 0) {
      throw new IllegalArgumentException("a STUN server needs a port");
    }
  }
}
