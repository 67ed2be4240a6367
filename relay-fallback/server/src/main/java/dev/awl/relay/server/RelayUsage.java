package dev.awl.relay.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts allocations against the quotas, for all event loops together. */
final class RelayUsage {

  enum Claim {
    GRANTED,
    USER_QUOTA,
    DRAINING,
    TOTAL_QUOTA
  }

  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile RelayQuotas quotas;
  private volatile boolean draining;
  private final AtomicInteger total = new AtomicInteger();
  // Bounded by the total quota: a user is here only while an allocation is.
  private final ConcurrentMap<String, Account> byAccount = new ConcurrentHashMap<>();

  /** Immutable but for the bucket, which stays the same as long as there is an allocation. */
  private record Account(int held, @Nullable TokenBucket rate) {
    Account plus(int more) {
      return new Account(held + more, rate);
    }
  }

  RelayUsage(RelayQuotas quotas) {
    this.quotas = quotas;
  }

  RelayQuotas quotas() {
    return quotas;
  }

  /** From now on these; who holds more keeps it. */
  void reload(RelayQuotas current) {
    quotas = current;
  }

  /** From now on nothing new; complete when nothing is left. */
  CompletableFuture<Void> drain() {
    draining = true;
    if (total.get() == 0) {
      drained.complete(null);
    }
    return drained;
  }

  Claim claim(String account) {
    boolean full = total.incrementAndGet() > quotas.allocations();
    if (draining || full) { // counted first: what drain() finds none of, does not come later
      releaseOne();
      return draining ? Claim.DRAINING : Claim.TOTAL_QUOTA;
    }
    Account claimed =
        byAccount.compute(
            account, (name, old) -> old == null ? new Account(1, newUserBucket()) : old.plus(1));
    if (claimed.held > quotas.allocationsPerUser()) {
      release(account);
      return Claim.USER_QUOTA;
    }
    return Claim.GRANTED;
  }

  void release(String account) {
    byAccount.computeIfPresent(account, (name, old) -> old.held == 1 ? null : old.plus(-1));
    releaseOne();
  }

  private void releaseOne() {
    if (total.decrementAndGet() == 0 && draining) {
      drained.complete(null);
    }
  }

  /** What an allocation of this account, which was claimed, may send and receive. */
  RateBudget budgetOf(String account) {
    long own = quotas.rate().allocation();
    Account claimed = byAccount.get(account);
    return new RateBudget(
        own == 0 ? null : new TokenBucket(own), claimed == null ? null : claimed.rate);
  }

  private @Nullable TokenBucket newUserBucket() {
    long rate = quotas.rate().user();
    return rate == 0 ? null : new TokenBucket(rate);
  }
}
