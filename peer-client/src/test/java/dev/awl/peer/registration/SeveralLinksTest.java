package dev.awl.peer.registration;

import static dev.awl.peer.registration.Links.ALICE;
import static dev.awl.peer.registration.Links.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.registration.Events.Released;
import dev.awl.peer.registration.Events.TakenOver;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One peer with several links: one of them is reachable, the others only call. */
@Timeout(60)
class SeveralLinksTest {
  @AutoClose private final Links links = new Links();

  @Test
  void gives_way_to_a_later_registration_of_the_same_peer() throws Exception {
    Events first = new Events();
    Events second = new Events();
    Events atBob = new Events();
    links.registered(ALICE, first);
    links.registered(ALICE, second);

    assertThat(first.next(TakenOver.class).reason())
        .contains("another process registered with this identity", "stop one of them")
        .hasLineCount(1);
    first.next(Welcome.class);

    RendezvousLink bob = links.registered(BOB, atBob);
    bob.offer(ALICE.id(), SessionId.random(), new byte[] {7});
    second.next(Offer.class);
    assertThat(first.isEmpty()).isTrue();
    assertThat(second.isEmpty()).as("the first one does not fight").isTrue();
  }

  @Test
  void calls_while_its_registration_is_taken_over_and_is_reachable_when_the_other_has_ended()
      throws Exception {
    Events first = new Events();
    Events second = new Events();
    Events atBob = new Events();
    RendezvousLink waiting = links.registeredAsking(ALICE, Duration.ofMillis(50), first);
    RendezvousLink other = links.registered(ALICE, second);
    RendezvousLink bob = links.registered(BOB, atBob);
    first.next(TakenOver.class);
    first.next(Welcome.class);

    SessionId session = SessionId.random();
    waiting.offer(BOB.id(), session, new byte[] {1});
    bob.answer(ALICE.id(), atBob.next(Offer.class).session(), new byte[] {2});
    assertThat(first.next(Answer.class).session()).as("it calls").isEqualTo(session);
    assertThat(second.isEmpty()).as("nobody threw the other out").isTrue();

    other.close();
    first.next(Released.class);
    first.next(Welcome.class);
    bob.offer(ALICE.id(), SessionId.random(), new byte[] {3});
    assertThat(first.next(Offer.class).payload()).containsExactly(3);
  }

  @Test
  void calls_while_another_link_of_the_same_peer_stays_reachable() throws Exception {
    Events sharing = new Events();
    Events calling = new Events();
    Events atBob = new Events();
    RendezvousLink share = links.registered(ALICE, sharing);
    RendezvousLink bob = links.registered(BOB, atBob);
    RendezvousLink call = links.calling(ALICE, calling);
    SessionId fromCall = SessionId.random();
    SessionId fromShare = SessionId.random();
    SessionId fromBob = SessionId.random();

    call.offer(BOB.id(), fromCall, new byte[] {1});
    share.offer(BOB.id(), fromShare, new byte[] {2});
    for (int i = 0; i < 2; i++) {
      Offer offer = atBob.next(Offer.class);
      assertThat(offer.peer()).isEqualTo(ALICE.id());
      bob.answer(ALICE.id(), offer.session(), offer.payload());
    }
    assertThat(calling.next(Answer.class).session()).isEqualTo(fromCall);
    assertThat(sharing.next(Answer.class).session()).isEqualTo(fromShare);

    bob.lookup(ALICE.id());
    atBob.next(Found.class);
    bob.offer(ALICE.id(), fromBob, new byte[] {3});
    assertThat(sharing.next(Offer.class).session()).isEqualTo(fromBob);
    share.reject(BOB.id(), fromBob, "no");
    assertThat(atBob.next(Reject.class).session()).isEqualTo(fromBob);

    call.lookup(BOB.id());
    calling.next(Found.class);
    assertThat(calling.isEmpty()).as("callers get nothing but answers").isTrue();
    assertThat(sharing.isEmpty()).as("nobody was replaced").isTrue();
  }

  @Test
  void does_not_find_a_peer_that_only_calls() throws Exception {
    Events calling = new Events();
    Events atBob = new Events();
    links.calling(ALICE, calling);
    RendezvousLink bob = links.registered(BOB, atBob);

    bob.lookup(ALICE.id());
    assertThat(atBob.next(NotFound.class).peer()).isEqualTo(ALICE.id());
    bob.offer(ALICE.id(), SessionId.random(), new byte[] {1});
    assertThat(atBob.next(Refused.class).code()).isEqualTo(ErrorCode.PEER_OFFLINE);

    bob.answer(ALICE.id(), SessionId.random(), new byte[] {1});
    assertThat(atBob.next(Refused.class).code())
        .as("nobody asked")
        .isEqualTo(ErrorCode.PEER_OFFLINE);
    assertThat(calling.isEmpty()).isTrue();
  }

  @Test
  void rejects_reach_a_peer_that_only_calls_and_a_third_peer_cannot_answer() throws Exception {
    Events calling = new Events();
    Events atBob = new Events();
    Events atMallory = new Events();
    RendezvousLink bob = links.registered(BOB, atBob);
    RendezvousLink mallory = links.registered(Identity.generate(), atMallory);
    RendezvousLink call = links.calling(ALICE, calling);
    SessionId session = SessionId.random();
    call.offer(BOB.id(), session, new byte[] {1});
    atBob.next(Offer.class);

    mallory.reject(ALICE.id(), session, "from somebody else");
    assertThat(atMallory.next(Refused.class).code()).isEqualTo(ErrorCode.PEER_OFFLINE);
    bob.reject(ALICE.id(), session, "not trusted");

    assertThat(calling.next(Reject.class)).isEqualTo(new Reject(BOB.id(), session, "not trusted"));
  }
}
