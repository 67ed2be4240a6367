package dev.awl.peer.exchange;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Seals and opens offers and answers of one peer; the package documentation has the protocol.
 *
 * <p>Opening costs public-key operations and memory of the session: check first that the sender is
 * trusted. Safe for use by several threads.
 */
public final class OfferSealer {

  /** How far the two peers' clocks and the way through the rendezvous may be apart. */
  public static final Duration MAX_AGE = Duration.ofMinutes(2);

  private final Identity self;
  private final Clock clock;
  // An offer from the future by MAX_AGE stays acceptable for twice as long.
  private final SeenSessions seen = new SeenSessions(MAX_AGE.multipliedBy(2));

  public OfferSealer(Identity self, Clock clock) {
    this.self = self;
    this.clock = clock;
  }

  /**
   * Seals an offer for one peer.
   *
   * @param toSpki the peer's key, as the rendezvous named it; not believed without check
   */
  public SealedOffer sealOffer(PeerId to, byte[] toSpki, Offer offer) throws ExchangeException {
    PeerKey responder = keyOf(to, toSpki);
    EphemeralKey ephemeral = EphemeralKey.generate();
    KeySchedule keys = new KeySchedule(offer.session(), self.id(), to);
    byte[] head =
        Bytes.join(
            Envelope.preamble(Envelope.OFFER, offer.session()),
            self.subjectPublicKeyInfo(),
            ephemeral.publicKey().point());
    byte[] key = keys.offerKey(ephemeral.agreeWith(responder), ephemeral.publicKey());
    byte[] ciphertext = Envelope.encrypt(key, head, ExchangeFormat.write(offer));
    byte[] signature = self.sign(signedOffer(keys, Bytes.join(head, ciphertext)));
    byte[] sealed = new Envelope(head, ciphertext, signature).bytes();
    return new SealedOffer(responder, offer.session(), sealed, ephemeral);
  }

  /**
   * Opens an offer, once.
   *
   * @param from the sender, as the rendezvous named it; not believed without check
   * @param session likewise
   */
  public OpenedOffer openOffer(PeerId from, SessionId session, byte[] sealed)
      throws ExchangeException {
    if (from.equals(self.id())) {
      throw new ExchangeException("the offer is one of our own");
    }
    Envelope envelope = Envelope.cut(sealed, Envelope.OFFER, Envelope.OFFER_HEAD, session);
    int point = Envelope.PREAMBLE_LENGTH + PeerKey.LENGTH;
    PeerKey initiator =
        keyOf(from, Arrays.copyOfRange(envelope.head(), Envelope.PREAMBLE_LENGTH, point));
    PeerKey ephemeral = ephemeral(Arrays.copyOfRange(envelope.head(), point, Envelope.OFFER_HEAD));
    KeySchedule keys = new KeySchedule(session, from, self.id());
    if (!initiator.verifies(signedOffer(keys, envelope.beforeSignature()), envelope.signature())) {
      throw new ExchangeException("the offer's signature is not the sender's, or is not for us");
    }
    byte[] key = keys.offerKey(EphemeralKey.agree(self.privateKey(), ephemeral), ephemeral);
    Offer offer = ExchangeFormat.readOffer(session, envelope.decrypt(key));
    Instant now = clock.instant();
    Duration age = Duration.between(offer.sentAt(), now);
    if (age.abs().compareTo(MAX_AGE) > 0) {
      throw new ExchangeException(
          "the offer is "
              + age.abs().toSeconds()
              + (age.isNegative() ? " s from the future" : " s old")
              + "; set the clocks of both machines");
    }
    seen.add(now, from, session);
    return new OpenedOffer(offer, initiator, ephemeral, sealed.clone());
  }

  /** Seals the answer to an offer. */
  public SealedAnswer sealAnswer(OpenedOffer opened, Answer answer) {
    if (!answer.session().equals(opened.offer().session())) {
      throw new IllegalArgumentException("the answer names another session than its offer");
    }
    EphemeralKey ephemeral = EphemeralKey.generate();
    KeySchedule keys = new KeySchedule(answer.session(), opened.from(), self.id());
    byte[] head =
        Bytes.join(
            Envelope.preamble(Envelope.ANSWER, answer.session()), ephemeral.publicKey().point());
    byte[] ephemeralShare = ephemeral.agreeWith(opened.ephemeral());
    byte[] shared = Bytes.join(ephemeralShare, ephemeral.agreeWith(opened.initiator()));
    byte[] key = keys.answerKey(shared, opened.ephemeral(), ephemeral.publicKey());
    byte[] ciphertext = Envelope.encrypt(key, head, ExchangeFormat.write(answer));
    byte[] signature = self.sign(signedAnswer(keys, opened.sealed(), Bytes.join(head, ciphertext)));
    return new SealedAnswer(
        new Envelope(head, ciphertext, signature).bytes(),
        PunchKey.ofResponder(keys.punchKey(ephemeralShare)));
  }

  /** Opens the answer to our offer. */
  public OpenedAnswer openAnswer(SealedOffer mine, byte[] sealed) throws ExchangeException {
    Envelope envelope = Envelope.cut(sealed, Envelope.ANSWER, Envelope.ANSWER_HEAD, mine.session());
    PeerKey ephemeral =
        ephemeral(
            Arrays.copyOfRange(envelope.head(), Envelope.PREAMBLE_LENGTH, Envelope.ANSWER_HEAD));
    KeySchedule keys = new KeySchedule(mine.session(), self.id(), mine.to());
    if (!mine.responder()
        .verifies(
            signedAnswer(keys, mine.bytes(), envelope.beforeSignature()), envelope.signature())) {
      throw new ExchangeException("the answer's signature is not the peer's, or is not for us");
    }
    byte[] ephemeralShare = mine.ephemeral().agreeWith(ephemeral);
    byte[] shared = Bytes.join(ephemeralShare, EphemeralKey.agree(self.privateKey(), ephemeral));
    byte[] key = keys.answerKey(shared, mine.ephemeral().publicKey(), ephemeral);
    Answer answer = ExchangeFormat.readAnswer(mine.session(), envelope.decrypt(key));
    return new OpenedAnswer(answer, PunchKey.ofInitiator(keys.punchKey(ephemeralShare)));
  }

  private static PeerKey keyOf(PeerId peer, byte[] spki) throws ExchangeException {
    if (!PeerId.ofSubjectPublicKeyInfo(spki).equals(peer)) {
      throw new ExchangeException("the key is not the one of peer " + peer.brief());
    }
    try {
      return PeerKey.ofSubjectPublicKeyInfo(spki);
    } catch (InvalidKeyException e) {
      throw new ExchangeException("the key of peer " + peer.brief() + ": " + e.getMessage());
    }
  }

  private static PeerKey ephemeral(byte[] point) throws ExchangeException {
    try {
      return PeerKey.ofPoint(point);
    } catch (InvalidKeyException e) {
      throw new ExchangeException("the ephemeral key: " + e.getMessage());
    }
  }

  private static byte[] signedOffer(KeySchedule keys, byte[] body) {
    return Bytes.join(
        domain("awl offer v1"), keys.initiator().hash(), keys.responder().hash(), body);
  }

  private static byte[] signedAnswer(KeySchedule keys, byte[] sealedOffer, byte[] body) {
    return Bytes.join(
        domain("awl answer v1"),
        keys.responder().hash(),
        keys.initiator().hash(),
        sha256(sealedOffer),
        body);
  }

  private static byte[] domain(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing from this Java", e);
    }
  }
}
