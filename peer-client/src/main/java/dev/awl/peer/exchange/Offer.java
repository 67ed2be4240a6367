package dev.awl.peer.exchange;

import dev.awl.peer.candidate.Candidate;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the initiator tells the responder: where it may be reached and what its NAT is.
 *
 * @param startDelay how long after the answer the initiator would like to start punching; the
 *     answer decides
 * @param renews the session between the two that has no path any more, and that is to get new
 *     candidates instead of another session beside it; null: none
 * @param sentAt wall-clock time, in milliseconds; protects against replays
 */
public record Offer(
    SessionId session,
    List<Candidate> candidates,
    NatSummary nat,
    Duration startDelay,
    Instant sentAt,
    @Nullable SessionId renews) {

  /** More would only cost probes. */
  public static final int MAX_CANDIDATES = 16;

  /** The longest start delay. */
  public static final Duration MAX_START_DELAY = Duration.ofSeconds(10);

  public Offer {
    candidates = List.copyOf(candidates);
    check(candidates, startDelay);
    sentAt = Instant.ofEpochMilli(sentAt.toEpochMilli());
  }

  /** An offer of a new session. */
  public Offer(
      SessionId session,
      List<Candidate> candidates,
      NatSummary nat,
      Duration startDelay,
      Instant sentAt) {
    this(session, candidates, nat, startDelay, sentAt, null);
  }

  static void check(List<Candidate> candidates, Duration startDelay) {
    if (candidates.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException("more than 16 candidates: " + candidates.size());
    }
    if (startDelay.isNegative() || startDelay.compareTo(MAX_START_DELAY) > 0) {
      throw new IllegalArgumentException("a start delay of " + startDelay);
    }
  }
}
