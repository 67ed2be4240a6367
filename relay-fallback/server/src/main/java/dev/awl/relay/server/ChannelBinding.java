package dev.awl.relay.server;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A channel number that stands for one peer (RFC 8656 section 12). */
final class ChannelBinding {

  static final Duration LIFETIME = Duration.ofMinutes(10); // RFC 8656 section 12

  /** RFC 8656 allows clients up to 0x4FFF; older clients use the rest, which is ours to accept. */
  static final int FIRST_NUMBER = 0x4000;

  static final int LAST_NUMBER = 0x7FFF;

  final int number;
  final InetSocketAddress peer;

  /** The permission of the peer's address, so that a packet needs one look-up, not two. */
  final Permission permission;

  private long expiresAt;

  ChannelBinding(int number, InetSocketAddress peer, Permission permission) {
    this.number = number;
    this.peer = peer;
    this.permission = permission;
  }

  void refresh(long now) {
    expiresAt = now + LIFETIME.toNanos();
    permission.refresh(now);
  }

  boolean isAlive(long now) {
    return now < expiresAt;
  }
}
