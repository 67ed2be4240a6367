package dev.awl.relay.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts allocations against the quotas, for all event loops together. */
final class RelayUsage {

  enum Claim {
    GRANTED,
    USER_QUOTA,
    TOTAL_QUOTA
  }

  private final RelayQuotas quotas;
  private final AtomicInteger total = new AtomicInteger();
  // Bounded by the total quota: a user is here only while an allocation is.
  private final ConcurrentMap<String, Integer> byAccount = new ConcurrentHashMap<>();

  RelayUsage(RelayQuotas quotas) {
    this.quotas = quotas;
  }

  Claim claim(String account) {
    if (total.incrementAndGet() > quotas.allocations()) {
      total.decrementAndGet();
      return Claim.TOTAL_QUOTA;
    }
    int held = byAccount.merge(account, 1, Integer::sum);
    if (held > quotas.allocationsPerUser()) {
      release(account);
      return Claim.USER_QUOTA;
    }
    return Claim.GRANTED;
  }

  void release(String account) {
    total.decrementAndGet();
    byAccount.computeIfPresent(account, (name, held) -> held == 1 ? null : held - 1);
  }
}
