package dev.awl.relay.server;

import java.time.Duration;

/**
 * How much anybody may use.
 *
 * @param allocationsPerUser beyond it 486
 * @param allocations in total; beyond it 508
 * @param permissions of one allocation; beyond it 508
 * @param channels of one allocation; beyond it 508
 * @param connections TCP connections in total; beyond it they are closed at once
 * @param defaultLifetime of an allocation that asks for less or for nothing
 * @param maxLifetime of an allocation that asks for more
 * @param unauthenticatedPerSecond answers to one source that has proved nothing; beyond it silence
 * @param rate of relayed data; beyond it packets are dropped
 */
public record RelayQuotas(
    int allocationsPerUser,
    int allocations,
    int permissions,
    int channels,
    int connections,
    Duration defaultLifetime,
    Duration maxLifetime,
    int unauthenticatedPerSecond,
    RateQuota rate) {

  /** Lifetimes: RFC 8656 section 3.2 and 7.2. */
  public static final RelayQuotas DEFAULT =
      new RelayQuotas(
          128,
          10_000,
          256,
          256,
          10_000,
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          100,
          RateQuota.NONE);

  public RelayQuotas {
    if (allocationsPerUser < 1 || allocations < 1 || permissions < 1 || channels < 1) {
      throw new IllegalArgumentException("relay quotas are 1 or more");
    }
    if (connections < 1 || unauthenticatedPerSecond < 1) {
      throw new IllegalArgumentException("relay quotas are 1 or more");
    }
    if (defaultLifetime.toSeconds() < 1 || maxLifetime.compareTo(defaultLifetime) < 0) {
      throw new IllegalArgumentException("relay lifetimes: 1 s <= default <= longest");
    }
  }

  public RelayQuotas withAllocations(int perUser, int total) {
    return new RelayQuotas(
        perUser,
        total,
        permissions,
        channels,
        connections,
        defaultLifetime,
        maxLifetime,
        unauthenticatedPerSecond,
        rate);
  }

  public RelayQuotas withPeers(int newPermissions, int newChannels) {
    return new RelayQuotas(
        allocationsPerUser,
        allocations,
        newPermissions,
        newChannels,
        connections,
        defaultLifetime,
        maxLifetime,
        unauthenticatedPerSecond,
        rate);
  }

  public RelayQuotas withUnauthenticatedPerSecond(int answers) {
    return new RelayQuotas(
        allocationsPerUser,
        allocations,
        permissions,
        channels,
        connections,
        defaultLifetime,
        maxLifetime,
        answers,
        rate);
  }

  /** Data beyond it is dropped and counted. */
  public RelayQuotas withRate(RateQuota limits) {
    return new RelayQuotas(
        allocationsPerUser,
        allocations,
        permissions,
        channels,
        connections,
        defaultLifetime,
        maxLifetime,
        unauthenticatedPerSecond,
        limits);
  }
}
