package dev.awl.peer;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.exchange.Answer;
import dev.awl.peer.exchange.ExchangeException;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.exchange.Offer;
import dev.awl.peer.exchange.OpenedOffer;
import dev.awl.peer.exchange.SealedAnswer;
import dev.awl.peer.path.Monotonic;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;
import java.util.List;

/**
 * The responder's half of the exchange: one offer, refused or answered. Trust is asked before
 * anything is opened, so a stranger costs us next to nothing. On the event loop.
 */
final class Acceptance {

  private static final int MAX_SESSIONS = 128;

  /** How long a caller whose NAT might mind is given to send the first probe. */
  private static final Duration GRACE = Duration.ofMillis(150);

  private final PeerClient client;
  private final RendezvousLink through;

  Acceptance(PeerClient client, RendezvousLink through) {
    this.client = client;
    this.through = through;
  }

  void offered(PeerId from, SessionId session, byte[] payload) {
    if (!client.settings().trust().admits(from)) {
      through.reject(
          from, session, "it does not trust this peer; its owner can `awl trust " + from + "`");
      client.events().untrusted(from);
      return;
    }
    if (client.sessions().count() >= MAX_SESSIONS) {
      through.reject(from, session, "it has " + MAX_SESSIONS + " sessions, its limit");
      return;
    }
    try {
      accept(client.sealer().openOffer(from, session, payload));
    } catch (ExchangeException e) {
      through.reject(from, session, "the offer is not valid: " + e.getMessage());
      String name = client.settings().trust().nameOf(from);
      client.events().notice("an offer of " + name + " was dropped: " + e.getMessage());
    }
  }

  /**
   * Both begin at about the same moment, when the answer has got to the initiator: it takes half
   * our round trip to the servers and half of the initiator's, which the offer names.
   */
  private void accept(OpenedOffer opened) {
    long startedAt = Monotonic.now();
    Offer offer = opened.offer();
    NatSummary nat = client.nat().summary();
    SessionId renews = offer.renews();
    PeerSession standing = renews == null ? null : client.sessions().find(opened.from(), renews);
    boolean renewed = standing != null;
    List<Candidate> ours = client.gathering().candidates();
    Answer answer = new Answer(offer.session(), ours, nat, Duration.ZERO, renewed);
    SealedAnswer sealed = client.sealer().sealAnswer(opened, answer);
    if (standing != null) {
      through.answer(opened.from(), offer.session(), sealed.bytes());
      standing.renewed(offer.candidates());
      return;
    }
    client.sessions().supersede(opened.from());
    Agreement agreement =
        new Agreement(
            offer.session(), sealed.punchKey(), nat, offer.nat(), ours, offer.candidates());
    PeerSession session = client.sessions().open(opened.from(), agreement, startedAt);
    if (session == null) {
      through.reject(opened.from(), offer.session(), "it has too many sessions");
      return;
    }
    through.answer(opened.from(), offer.session(), sealed.bytes());
    session.beginAfter(
        offer.startDelay().plus(client.gathering().halfRoundTrip()).plus(grace(offer.nat())));
  }

  /**
   * How much longer we leave the first probe to the initiator. Our NAT is open for it by then; a
   * probe of ours that came before the initiator has opened its NAT could make that NAT move the
   * mapping. One that lets anybody in has no such trouble.
   */
  private static Duration grace(NatSummary initiator) {
    boolean letsAnybodyIn = initiator.label() == NatLabel.OPEN || initiator.label() == NatLabel.FC;
    return letsAnybodyIn ? Duration.ZERO : GRACE;
  }
}
