package dev.awl.peer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.candidate.CandidateKind;
import dev.awl.peer.identity.Identity;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.PortAllocation;
import dev.awl.wire.rendezvous.SessionId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfferSealerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Identity ALICE = Identity.generate();
  private static final Identity BOB = Identity.generate();
  private static final Identity MALLORY = Identity.generate();

  private final OfferSealer alice = new OfferSealer(ALICE, at(NOW));
  private final OfferSealer bob = new OfferSealer(BOB, at(NOW));

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private static Offer offer() {
    return new Offer(
        SessionId.random(),
        List.of(
            new Candidate(CandidateKind.HOST, new InetSocketAddress("10.0.0.2", 4000)),
            new Candidate(
                CandidateKind.SERVER_REFLEXIVE, new InetSocketAddress("203.0.113.5", 65535)),
            new Candidate(CandidateKind.RELAYED, new InetSocketAddress("2001:db8::5", 1))),
        new NatSummary(NatLabel.SN, PortAllocation.SEQUENTIAL, -2),
        Duration.ofMillis(150),
        NOW);
  }

  private static Answer answer(SessionId session) {
    return new Answer(session, List.of(), NatSummary.UNKNOWN, Duration.ofSeconds(10));
  }

  private SealedOffer seal(Offer offer) throws ExchangeException {
    return alice.sealOffer(BOB.id(), BOB.subjectPublicKeyInfo(), offer);
  }

  private OpenedOffer open(SealedOffer sealed) throws ExchangeException {
    return bob.openOffer(ALICE.id(), sealed.session(), sealed.bytes());
  }

  @Test
  void carries_an_offer_and_its_answer_and_leaves_both_with_one_key() throws Exception {
    Offer offer = offer();
    SealedOffer sealed = seal(offer);
    OpenedOffer opened = open(sealed);
    Answer answer = answer(offer.session());
    SealedAnswer sealedAnswer = bob.sealAnswer(opened, answer);
    OpenedAnswer openedAnswer = alice.openAnswer(sealed, sealedAnswer.bytes());

    assertThat(opened.offer()).isEqualTo(offer);
    assertThat(opened.from()).isEqualTo(ALICE.id());
    assertThat(openedAnswer.answer()).isEqualTo(answer);
    PunchKey atBob = sealedAnswer.punchKey();
    PunchKey atAlice = openedAnswer.punchKey();
    assertThat(atAlice.bytes()).isEqualTo(atBob.bytes()).isNotEqualTo(new byte[32]);
    assertThat(atAlice.ownUsername()).isEqualTo(atBob.peerUsername()).hasSize(16);
    assertThat(atAlice.peerUsername()).isEqualTo(atBob.ownUsername()).hasSize(16);
    assertThat(atAlice.ownUsername()).isNotEqualTo(atAlice.peerUsername());
  }

  @Test
  void derives_another_key_for_every_session() throws Exception {
    OpenedOffer first = open(seal(offer()));
    OpenedOffer second = open(seal(offer()));

    assertThat(bob.sealAnswer(first, answer(first.offer().session())).punchKey().bytes())
        .isNotEqualTo(bob.sealAnswer(second, answer(second.offer().session())).punchKey().bytes());
  }

  @Test
  void hides_the_addresses_from_the_rendezvous() throws Exception {
    String seen = new String(seal(offer()).bytes(), StandardCharsets.ISO_8859_1);

    assertThat(seen)
        .doesNotContain(
            new String(new byte[] {(byte) 203, 0, 113, 5}, StandardCharsets.ISO_8859_1));
  }

  @Test
  void refuses_an_offer_with_any_byte_changed() throws Exception {
    SealedOffer sealed = seal(offer());
    byte[] bytes = sealed.bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x40;
      assertThatThrownBy(() -> bob.openOffer(ALICE.id(), sealed.session(), changed))
          .as("byte " + i)
          .isInstanceOf(ExchangeException.class);
    }
    assertThat(open(sealed)).as("none of these spoiled the session").isNotNull();
  }

  @Test
  void refuses_an_answer_with_any_byte_changed() throws Exception {
    SealedOffer sealed = seal(offer());
    byte[] bytes = bob.sealAnswer(open(sealed), answer(sealed.session())).bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x40;
      assertThatThrownBy(() -> alice.openAnswer(sealed, changed))
          .as("byte " + i)
          .isInstanceOf(ExchangeException.class);
    }
  }

  @Test
  void refuses_every_truncation_and_an_extension() throws Exception {
    SealedOffer sealed = seal(offer());
    byte[] bytes = sealed.bytes();
    byte[] answer = bob.sealAnswer(open(sealed), answer(sealed.session())).bytes();
    for (int length = 0; length <= bytes.length + 1; length++) {
      if (length != bytes.length) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> bob.openOffer(ALICE.id(), sealed.session(), cut))
            .isInstanceOf(ExchangeException.class);
      }
      if (length != answer.length) {
        byte[] cut = Arrays.copyOf(answer, length);
        assertThatThrownBy(() -> alice.openAnswer(sealed, cut))
            .isInstanceOf(ExchangeException.class);
      }
    }
  }

  @Test
  void refuses_an_offer_meant_for_somebody_else() throws Exception {
    SealedOffer sealed = alice.sealOffer(MALLORY.id(), MALLORY.subjectPublicKeyInfo(), offer());

    assertThatThrownBy(() -> open(sealed)).hasMessageContaining("not for us");
  }

  @Test
  void refuses_an_offer_that_claims_another_sender() throws Exception {
    SealedOffer sealed = seal(offer());

    assertThatThrownBy(() -> bob.openOffer(MALLORY.id(), sealed.session(), sealed.bytes()))
        .hasMessageContaining("not the one of peer " + MALLORY.id().brief());
  }

  @Test
  void refuses_an_offer_resigned_by_somebody_else() throws Exception {
    byte[] bytes = seal(offer()).bytes();
    SessionId session = SessionId.of(Arrays.copyOfRange(bytes, 2, 18));
    System.arraycopy(MALLORY.subjectPublicKeyInfo(), 0, bytes, 18, 91);
    byte[] body = Arrays.copyOf(bytes, bytes.length - 64);
    byte[] signed =
        Bytes.join(
            "awl offer v1".getBytes(StandardCharsets.US_ASCII),
            MALLORY.id().hash(),
            BOB.id().hash(),
            body);
    System.arraycopy(MALLORY.sign(signed), 0, bytes, bytes.length - 64, 64);

    assertThatThrownBy(() -> bob.openOffer(MALLORY.id(), session, bytes))
        .hasMessageContaining("not sealed for this peer");
  }

  @Test
  void refuses_a_replay() throws Exception {
    SealedOffer sealed = seal(offer());
    open(sealed);

    assertThatThrownBy(() -> open(sealed)).hasMessageContaining("received before");
  }

  @Test
  void refuses_a_reflected_offer() throws Exception {
    SealedOffer sealed = seal(offer());

    assertThatThrownBy(() -> alice.openOffer(ALICE.id(), sealed.session(), sealed.bytes()))
        .hasMessageContaining("our own");
    assertThatThrownBy(() -> alice.openOffer(BOB.id(), sealed.session(), sealed.bytes()))
        .isInstanceOf(ExchangeException.class);
  }

  @Test
  void refuses_an_offer_as_an_answer_and_the_other_way_round() throws Exception {
    SealedOffer sealed = seal(offer());
    byte[] answer = bob.sealAnswer(open(sealed), answer(sealed.session())).bytes();

    assertThatThrownBy(() -> alice.openAnswer(sealed, sealed.bytes()))
        .hasMessageContaining("another kind");
    assertThatThrownBy(() -> bob.openOffer(ALICE.id(), sealed.session(), answer))
        .hasMessageContaining("another kind");
  }

  @Test
  void refuses_the_answer_to_another_offer_of_the_same_session() throws Exception {
    Offer offer = offer();
    SealedOffer first = seal(offer);
    SealedOffer second = seal(offer);
    byte[] answer = bob.sealAnswer(open(first), answer(offer.session())).bytes();

    assertThatThrownBy(() -> alice.openAnswer(second, answer))
        .isInstanceOf(ExchangeException.class);
  }

  @Test
  void refuses_an_answer_by_somebody_who_got_hold_of_the_offer() throws Exception {
    SealedOffer toMallory = alice.sealOffer(MALLORY.id(), MALLORY.subjectPublicKeyInfo(), offer());
    OfferSealer mallory = new OfferSealer(MALLORY, at(NOW));
    OpenedOffer opened = mallory.openOffer(ALICE.id(), toMallory.session(), toMallory.bytes());
    SealedOffer toBob = seal(opened.offer());

    byte[] answer = mallory.sealAnswer(opened, answer(toBob.session())).bytes();

    assertThatThrownBy(() -> alice.openAnswer(toBob, answer))
        .hasMessageContaining("not the peer's");
  }

  @Test
  void refuses_a_key_that_a_hostile_rendezvous_swapped() {
    assertThatThrownBy(() -> alice.sealOffer(BOB.id(), MALLORY.subjectPublicKeyInfo(), offer()))
        .hasMessageContaining("not the one of peer " + BOB.id().brief());
  }

  @Test
  void refuses_a_session_that_the_rendezvous_renamed() throws Exception {
    SealedOffer sealed = seal(offer());

    assertThatThrownBy(() -> bob.openOffer(ALICE.id(), SessionId.random(), sealed.bytes()))
        .hasMessageContaining("another session");
  }

  @Test
  void refuses_an_offer_too_old_or_too_far_in_the_future() throws Exception {
    SealedOffer sealed = seal(offer());
    OfferSealer late = new OfferSealer(BOB, at(NOW.plusSeconds(121)));
    OfferSealer early = new OfferSealer(BOB, at(NOW.minusSeconds(121)));
    OfferSealer just = new OfferSealer(BOB, at(NOW.plusSeconds(120)));

    assertThatThrownBy(() -> late.openOffer(ALICE.id(), sealed.session(), sealed.bytes()))
        .hasMessageContaining("121 s old");
    assertThatThrownBy(() -> early.openOffer(ALICE.id(), sealed.session(), sealed.bytes()))
        .hasMessageContaining("121 s from the future");
    assertThat(just.openOffer(ALICE.id(), sealed.session(), sealed.bytes())).isNotNull();
  }

  @Test
  void says_that_a_newer_version_is_needed() throws Exception {
    SealedOffer sealed = seal(offer());
    byte[] bytes = sealed.bytes();
    bytes[0] = 2;

    assertThatThrownBy(() -> bob.openOffer(ALICE.id(), sealed.session(), bytes))
        .hasMessageContaining("newer");
  }
}
