package dev.awl.relay.server;

import java.time.Duration;

/** Lets one peer address, with whatever port, through to the client (RFC 8656 section 9). */
final class Permission {

  static final Duration LIFETIME = Duration.ofMinutes(5); // RFC 8656 section 9

  private long expiresAt;

  void refresh(long now) {
    expiresAt = now + LIFETIME.toNanos();
  }

  boolean isAlive(long now) {
    return now < expiresAt;
  }
}
