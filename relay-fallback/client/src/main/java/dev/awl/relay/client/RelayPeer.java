package dev.awl.relay.client;

import dev.awl.wire.Machine;
import java.net.InetSocketAddress;

/**
 * One thing the relay keeps for us and that must be refreshed: the permission of an address, or a
 * channel.
 */
final class RelayPeer {

  /** Marks a permission, which covers every port (RFC 8656 section 9). */
  static final int NO_CHANNEL = 0;

  final InetSocketAddress address;
  final int channel;
  boolean granted;
  boolean forgotten;
  long dueAt;

  RelayPeer(InetSocketAddress address, int channel, long dueAt) {
    this.address = address;
    this.channel = channel;
    this.dueAt = dueAt;
  }

  boolean isChannel() {
    return channel != NO_CHANNEL;
  }

  /** Nobody needs it now: the relay lets it go in its own time. */
  void forget() {
    forgotten = true;
    granted = false;
    dueAt = Machine.NEVER;
  }

  /** Needed, maybe once more: asked for again where it was forgotten. */
  void want(long now) {
    if (forgotten) {
      forgotten = false;
      dueAt = now;
    }
  }

  void requested() {
    dueAt = Machine.NEVER;
  }

  void granted(long now) {
    granted = true;
    dueAt = now + RelayTiming.PEER_REFRESH.toNanos();
  }
}
