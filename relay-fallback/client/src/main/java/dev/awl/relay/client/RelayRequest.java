package dev.awl.relay.client;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its answer.
 *
 * @param peer what is asked for, or null for the allocation itself
 * @param attempt how often it was refused as stale (438) before
 */
record RelayRequest(
    Purpose purpose,
    StunMessage message,
    Protection protection,
    @Nullable RelayPeer peer,
    int attempt) {

  enum Purpose {
    ALLOCATE,
    RECLAIM,
    REFRESH,
    PERMIT,
    BIND
  }
}
