package dev.awl.relay.server;

import org.jspecify.annotations.Nullable;

/**
 * What one allocation may pass: its own rate, and the one it shares with its user's others.
 *
 * @param own null for no limit
 * @param user null for no limit
 */
record RateBudget(@Nullable TokenBucket own, @Nullable TokenBucket user) {

  static final RateBudget UNLIMITED = new RateBudget(null, null);

  boolean tryTake(long now, int bytes) {
    return (own == null || own.tryTake(now, bytes)) && (user == null || user.tryTake(now, bytes));
  }
}
