package dev.awl.relay.client;

import static dev.awl.wire.Machine.NEVER;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.Lifetime;
import java.util.concurrent.TimeUnit;

/**
 * When to refresh an allocation (RFC 8656 section 7): well before its lifetime ends, often enough
 * for the NAT before us, and at once when data goes out and nothing comes back.
 */
final class AllocationRefresh {

  private long lifetime = TimeUnit.MINUTES.toNanos(10); // RFC 8656 section 3.2, until told
  private long refreshAt = NEVER;
  private long askIfUnheardAt = NEVER;
  private boolean unheard;
  private boolean underWay;

  /** The server has granted the allocation, or another lifetime of it. */
  void granted(long now, StunMessage answer) {
    Lifetime given = answer.find(Lifetime.class);
    if (given != null && given.seconds() > 0) {
      lifetime = TimeUnit.SECONDS.toNanos(given.seconds());
    }
    underWay = false;
    refreshAt = now + Math.min(lifetime / 2, RelayTiming.KEEP_ALIVE.toNanos());
  }

  /**
   * Data went out; called for every packet.
   *
   * @return whether to call {@link #sentUnheard} as well: once in half a second at most
   */
  boolean sent() {
    unheard = true;
    return askIfUnheardAt == NEVER;
  }

  void sentUnheard(long now) {
    askIfUnheardAt = now + RelayTiming.UNHEARD.toNanos();
  }

  /** Something came from the server: it lives. Called for every packet. */
  void heard() {
    unheard = false;
  }

  /** Whether to send a Refresh now; it is under way from then on. */
  boolean begin(long now) {
    boolean silent = false;
    if (now >= askIfUnheardAt) {
      askIfUnheardAt = NEVER;
      silent = unheard;
    }
    if (underWay || !(silent || now >= refreshAt)) {
      return false;
    }
    underWay = true;
    return true;
  }

  long deadline() {
    return underWay ? askIfUnheardAt : Math.min(askIfUnheardAt, refreshAt);
  }
}
