package dev.awl.peer;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.exchange.PunchKey;
import dev.awl.wire.rendezvous.SessionId;
import java.util.List;

/**
 * What offer and answer have settled for a session.
 *
 * @param id the offer's: both name the session by it when they renew it
 */
record Agreement(
    SessionId id,
    PunchKey key,
    NatSummary ourNat,
    NatSummary theirNat,
    List<Candidate> ourCandidates,
    List<Candidate> theirCandidates) {

  Agreement {
    ourCandidates = List.copyOf(ourCandidates);
    theirCandidates = List.copyOf(theirCandidates);
  }
}
