package dev.awl.relay.server;

import java.security.SecureRandom;

/** What all event loops of one relay share: immutable or safe for threads. */
record RelayCore(
    RelayQuotas quotas,
    Authenticator authenticator,
    NonceIssuer nonces,
    PeerAddressPolicy policy,
    RelayUsage usage,
    RelayCounters counters,
    SecureRandom random) {}
