package dev.awl.relay.client;

import dev.awl.wire.stun.transaction.RetransmitSchedule;
import java.time.Duration;

/**
 * How patient the client is on one kind of transport.
 *
 * @param allocate schedule of Allocate
 * @param keep schedule of everything after it: given up after 2.5 s, the relay is lost
 */
record RelayTiming(RetransmitSchedule allocate, RetransmitSchedule keep) {

  /** From the first Allocate to the allocation: a user should not wait longer to hear why not. */
  static final Duration ALLOCATE_BUDGET = Duration.ofSeconds(5);

  /**
   * RFC 8656 section 9: permissions live 5 minutes. Channels, 10 minutes, are refreshed with it.
   */
  static final Duration PEER_REFRESH = Duration.ofMinutes(4);

  /**
   * Below the binding lifetime of nearly every NAT (RFC 4787 asks for 2 minutes, many have 30 s).
   */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /**
   * Data went out and nothing came back: ask after this time whether the relay lives. With {@link
   * #keep}, three seconds pass from the first packet into the void to the end.
   */
  static final Duration UNHEARD = Duration.ofMillis(500);

  // Quicker than RFC 8489's 500 ms: the relay carries the session's first bytes.
  private static final Duration RTO = Duration.ofMillis(250);

  /** Sent at 0, 250, 750, 1750 ... ms; and at 0, 250, 750, 1250, 1750 ms, lost at 2500 ms. */
  static final RelayTiming UDP =
      new RelayTiming(
          new RetransmitSchedule(RTO, Duration.ofSeconds(1), 6, Duration.ofMillis(1250)),
          new RetransmitSchedule(RTO, Duration.ofMillis(500), 5, Duration.ofMillis(750)));

  /** A stream retransmits by itself (RFC 8489 section 6.2.2). */
  static final RelayTiming STREAM =
      new RelayTiming(
          new RetransmitSchedule(RTO, RTO, 1, ALLOCATE_BUDGET),
          new RetransmitSchedule(RTO, RTO, 1, Duration.ofMillis(2500)));
}
