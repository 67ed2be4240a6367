package dev.awl.stunserver;

import dev.awl.wire.AddressText;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The other server of a pair, and what proves each to the other.
 *
 * @param address its first STUN port, where messages between the two go, as seen from here
 * @param secret known to the two servers alone
 */
public record Partner(InetSocketAddress address, String secret) {

  /** Less than this can be tried out by whoever overhears one message. */
  private static final int SHORTEST_SECRET = 16;

  public Partner {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("no such host: " + address.getHostString());
    }
    if (address.getPort() == 0) {
      throw new IllegalArgumentException("a partner needs a port");
    }
    if (secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "the secret of partners needs " + SHORTEST_SECRET + " characters or more");
    }
  }

  byte[] key() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Partner[" + AddressText.named(address) + "]";
  }
}
