package dev.awl.peer.exchange;

import dev.awl.peer.candidate.Candidate;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;
import java.util.List;

/**
 * What the responder tells the initiator.
 *
 * @param session the offer's
 * @param startDelay both start punching this long after the answer: the responder counts from
 *     sending it, the initiator from receiving it, so they start one way through the rendezvous
 *     apart
 * @param renewed whether we have the session that the offer renews, and it goes on
 */
public record Answer(
    SessionId session,
    List<Candidate> candidates,
    NatSummary nat,
    Duration startDelay,
    boolean renewed) {

  public Answer {
    candidates = List.copyOf(candidates);
    Offer.check(candidates, startDelay);
  }

  /** An answer that agrees to a new session. */
  public Answer(
      SessionId session, List<Candidate> candidates, NatSummary nat, Duration startDelay) {
    this(session, candidates, nat, startDelay, false);
  }
}
