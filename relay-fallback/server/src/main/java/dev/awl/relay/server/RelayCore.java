package dev.awl.relay.server;

import java.security.SecureRandom;

/** What all event loops of one relay share: safe for threads. Rules may change while it runs. */
record RelayCore(
    Authenticator authenticator,
    NonceIssuer nonces,
    PeerAddressPolicy policy,
    RelayUsage usage,
    RelayCounters counters,
    SecureRandom random) {

  /** The quotas of what begins now. */
  RelayQuotas quotas() {
    return usage.quotas();
  }

  /** New rules: what stands goes on, with the key and the quotas it began with. */
  void reload(RelayUsers users, PeerRanges peers, RelayQuotas quotas) {
    authenticator.reload(users);
    policy.reload(peers);
    usage.reload(quotas);
  }
}
