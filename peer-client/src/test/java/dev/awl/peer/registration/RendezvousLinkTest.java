package dev.awl.peer.registration;

import static dev.awl.peer.registration.Links.ALICE;
import static dev.awl.peer.registration.Links.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.NativeEpoll;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.exchange.OfferSealer;
import dev.awl.peer.exchange.OpenedAnswer;
import dev.awl.peer.exchange.OpenedOffer;
import dev.awl.peer.exchange.SealedAnswer;
import dev.awl.peer.exchange.SealedOffer;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers register, find each other and exchange offers: links and a real server over loopback. */
@Timeout(60)
class RendezvousLinkTest {
  @AutoClose private final Links links = new Links();

  @Test
  void registers_and_learns_the_services() throws Exception {
    Events events = new Events();
    links.open(links.uri(), ALICE, events);

    Welcome welcome = events.next(Welcome.class);
    assertThat(welcome.stun()).containsExactly(new Endpoint("192.0.2.1", 3478));
    assertThat(welcome.relays()).containsExactly(RelayEndpoint.parse("tcp://192.0.2.1:3480"));
    assertThat(welcome.observed().host()).isEqualTo("127.0.0.1");
    assertThat(welcome.grant()).isNotNull();
    assertThat(welcome.grant().username()).endsWith(":" + ALICE.id().brief());
  }

  @Test
  void finds_registered_peers_only() throws Exception {
    Events alice = new Events();
    Events bob = new Events();
    RendezvousLink link = links.registered(ALICE, alice);

    link.lookup(BOB.id());
    assertThat(alice.next(NotFound.class).peer()).isEqualTo(BOB.id());

    links.registered(BOB, bob);
    link.lookup(BOB.id());
    Found found = alice.next(Found.class);
    assertThat(found.peer()).isEqualTo(BOB.id());
    assertThat(found.spki()).isEqualTo(BOB.subjectPublicKeyInfo());
  }

  @Test
  void carries_a_sealed_offer_and_its_answer() throws Exception {
    Events atAlice = new Events();
    Events atBob = new Events();
    RendezvousLink alice = links.registered(ALICE, atAlice);
    RendezvousLink bob = links.registered(BOB, atBob);
    OfferSealer sealerOfAlice = new OfferSealer(ALICE, Clock.systemUTC());
    OfferSealer sealerOfBob = new OfferSealer(BOB, Clock.systemUTC());

    var offer =
        new dev.awl.peer.exchange.Offer(
            SessionId.random(),
            List.of(),
            NatSummary.UNKNOWN,
            Duration.ofMillis(50),
            Instant.now());
    SealedOffer sealed = sealerOfAlice.sealOffer(BOB.id(), BOB.subjectPublicKeyInfo(), offer);
    alice.offer(BOB.id(), sealed.session(), sealed.bytes());

    Offer gotOffer = atBob.next(Offer.class);
    OpenedOffer opened =
        sealerOfBob.openOffer(gotOffer.peer(), gotOffer.session(), gotOffer.payload());
    assertThat(opened.from()).isEqualTo(ALICE.id());
    SealedAnswer sealedAnswer =
        sealerOfBob.sealAnswer(
            opened,
            new dev.awl.peer.exchange.Answer(
                offer.session(), List.of(), NatSummary.UNKNOWN, Duration.ofMillis(50)));
    bob.answer(opened.from(), gotOffer.session(), sealedAnswer.bytes());

    Answer gotAnswer = atAlice.next(Answer.class);
    assertThat(gotAnswer.peer()).isEqualTo(BOB.id());
    OpenedAnswer openedAnswer = sealerOfAlice.openAnswer(sealed, gotAnswer.payload());
    assertThat(openedAnswer.punchKey().bytes()).isEqualTo(sealedAnswer.punchKey().bytes());
  }

  @Test
  void passes_a_rejection_on() throws Exception {
    Events atAlice = new Events();
    links.registered(ALICE, atAlice);
    RendezvousLink bob = links.registered(BOB, new Events());
    SessionId session = SessionId.random();

    bob.reject(ALICE.id(), session, "not trusted");

    assertThat(atAlice.next(Reject.class)).isEqualTo(new Reject(BOB.id(), session, "not trusted"));
  }

  @Test
  void hears_that_the_peer_of_an_offer_is_offline() throws Exception {
    Events events = new Events();
    RendezvousLink alice = links.registered(ALICE, events);
    SessionId session = SessionId.random();

    alice.offer(BOB.id(), session, new byte[] {1});

    Refused refused = events.next(Refused.class);
    assertThat(refused.code()).isEqualTo(ErrorCode.PEER_OFFLINE);
    assertThat(refused.peer()).isEqualTo(BOB.id());
    assertThat(refused.session()).isEqualTo(session);
  }

  @Test
  void keeps_the_peer_id_that_it_proved() throws Exception {
    Events atBob = new Events();
    links.registered(BOB, atBob);
    RendezvousLink alice = links.registered(ALICE, new Events());

    alice.offer(BOB.id(), SessionId.random(), new byte[0]);

    PeerId from = atBob.next(Offer.class).peer();
    assertThat(from).isEqualTo(ALICE.id());
  }

  @Test
  void is_offline_after_closing() throws Exception {
    Events events = new Events();
    RendezvousLink alice = links.registered(ALICE, events);
    Events atBob = new Events();
    RendezvousLink bob = links.registered(BOB, atBob);

    bob.close();
    Object answer;
    do { // until the server has seen the connection close
      alice.lookup(BOB.id());
      answer = events.next(Object.class);
    } while (answer instanceof Found);

    assertThat(answer).isEqualTo(new NotFound(BOB.id()));
    assertThat(atBob.isEmpty()).as("nothing is heard after close").isTrue();
  }

  @Test
  void runs_on_an_epoll_loop_as_well() throws Exception {
    NativeEpoll.demand();
    EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Events events = new Events();
      RendezvousLink link = RendezvousLink.open(epoll.next(), links.uri(), ALICE, true, events);
      events.next(Welcome.class);
      link.close();
    } finally {
      epoll.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
