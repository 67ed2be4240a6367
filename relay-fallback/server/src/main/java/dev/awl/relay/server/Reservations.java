package dev.awl.relay.server;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ports held for the second half of an RTP/RTCP pair (RFC 8656 section 7.2). */
final class Reservations {

  static final Duration LIFETIME = Duration.ofSeconds(30); // RFC 8656 section 7.2

  private static final int CAPACITY = 256;

  private record Held(RelayedSocket socket, long expiresAt) {}

  private final SecureRandom random;
  private final Map<Long, Held> byToken = new HashMap<>();

  Reservations(SecureRandom random) {
    this.random = random;
  }

  boolean isFull(long now) {
    removeExpired(now);
    return byToken.size() >= CAPACITY;
  }

  /** Holds the socket; the token claims it. */
  long hold(long now, RelayedSocket socket) {
    long token = random.nextLong();
    byToken.put(token, new Held(socket, now + LIFETIME.toNanos()));
    return token;
  }

  /** Hands the socket over, once; null for an unknown or expired token. */
  @Nullable RelayedSocket claim(long now, long token) {
    removeExpired(now);
    Held held = byToken.remove(token);
    return held == null ? null : held.socket;
  }

  void removeExpired(long now) {
    byToken
        .values()
        .removeIf(
            held -> {
              boolean expired = now >= held.expiresAt;
              if (expired) {
                held.socket.close();
              }
              return expired;
            });
  }

  void removeAll() {
    byToken.values().forEach(held -> held.socket.close());
    byToken.clear();
  }
}
