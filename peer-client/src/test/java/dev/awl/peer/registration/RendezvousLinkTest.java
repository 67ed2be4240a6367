package dev.awl.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.awl.peer.exchange.Answer;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.exchange.Offer;
import dev.awl.peer.exchange.OfferSealer;
import dev.awl.peer.exchange.OpenedAnswer;
import dev.awl.peer.exchange.OpenedOffer;
import dev.awl.peer.exchange.SealedAnswer;
import dev.awl.peer.exchange.SealedOffer;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.registration.Events.Disconnected;
import dev.awl.rendezvous.ConnectionLimits;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.rendezvous.RendezvousSettings;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links and a real server over loopback. */
@Timeout(40)
class RendezvousLinkTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Identity ALICE = Identity.generate();
  private static final Identity BOB = Identity.generate();

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<RendezvousLink> links = new ArrayList<>();
  private RendezvousServer server;

  @BeforeEach
  void starts() throws Exception {
    server = RendezvousServer.start(settings());
  }

  private static RendezvousSettings settings() {
    return RendezvousSettings.on(new InetSocketAddress(LOOPBACK, 0))
        .withStun(List.of(new Endpoint("192.0.2.1", 3478)))
        .withRelays(List.of(RelayEndpoint.parse("tcp://192.0.2.1:3480")), "secret");
  }

  @AfterEach
  void stops() {
    links.forEach(RendezvousLink::close);
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private URI uri() {
    return URI.create("ws://127.0.0.1:" + server.addresses().get(0).getPort());
  }

  private RendezvousLink open(URI uri, Identity identity, Events events) {
    RendezvousLink link = RendezvousLink.open(loops.next(), uri, identity, events);
    links.add(link);
    return link;
  }

  private RendezvousLink registered(Identity identity, Events events) throws Exception {
    RendezvousLink link = open(uri(), identity, events);
    events.next(Welcome.class);
    return link;
  }

  @Test
  void registers_and_learns_the_services() throws Exception {
    Events events = new Events();
    open(uri(), ALICE, events);

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
    RendezvousLink link = registered(ALICE, alice);

    link.lookup(BOB.id());
    assertThat(alice.next(NotFound.class).peer()).isEqualTo(BOB.id());

    registered(BOB, bob);
    link.lookup(BOB.id());
    Found found = alice.next(Found.class);
    assertThat(found.peer()).isEqualTo(BOB.id());
    assertThat(found.spki()).isEqualTo(BOB.subjectPublicKeyInfo());
  }

  @Test
  void carries_a_sealed_offer_and_its_answer() throws Exception {
    Events atAlice = new Events();
    Events atBob = new Events();
    RendezvousLink alice = registered(ALICE, atAlice);
    RendezvousLink bob = registered(BOB, atBob);
    OfferSealer sealerOfAlice = new OfferSealer(ALICE, Clock.systemUTC());
    OfferSealer sealerOfBob = new OfferSealer(BOB, Clock.systemUTC());

    Offer offer =
        new Offer(
            SessionId.random(),
            List.of(),
            NatSummary.UNKNOWN,
            Duration.ofMillis(50),
            Instant.now());
    SealedOffer sealed = sealerOfAlice.sealOffer(BOB.id(), BOB.subjectPublicKeyInfo(), offer);
    alice.offer(BOB.id(), sealed.session(), sealed.bytes());

    var gotOffer = atBob.next(dev.awl.wire.rendezvous.RendezvousMessage.Offer.class);
    OpenedOffer opened =
        sealerOfBob.openOffer(gotOffer.peer(), gotOffer.session(), gotOffer.payload());
    assertThat(opened.from()).isEqualTo(ALICE.id());
    SealedAnswer sealedAnswer =
        sealerOfBob.sealAnswer(
            opened,
            new Answer(offer.session(), List.of(), NatSummary.UNKNOWN, Duration.ofMillis(50)));
    bob.answer(opened.from(), gotOffer.session(), sealedAnswer.bytes());

    var gotAnswer = atAlice.next(dev.awl.wire.rendezvous.RendezvousMessage.Answer.class);
    assertThat(gotAnswer.peer()).isEqualTo(BOB.id());
    OpenedAnswer openedAnswer = sealerOfAlice.openAnswer(sealed, gotAnswer.payload());
    assertThat(openedAnswer.punchKey().bytes()).isEqualTo(sealedAnswer.punchKey().bytes());
  }

  @Test
  void passes_a_rejection_on() throws Exception {
    Events atAlice = new Events();
    registered(ALICE, atAlice);
    RendezvousLink bob = registered(BOB, new Events());
    SessionId session = SessionId.random();

    bob.reject(ALICE.id(), session, "not trusted");

    assertThat(atAlice.next(Reject.class)).isEqualTo(new Reject(BOB.id(), session, "not trusted"));
  }

  @Test
  void hears_that_the_peer_of_an_offer_is_offline() throws Exception {
    Events events = new Events();
    RendezvousLink alice = registered(ALICE, events);
    SessionId session = SessionId.random();

    alice.offer(BOB.id(), session, new byte[] {1});

    Refused refused = events.next(Refused.class);
    assertThat(refused.code()).isEqualTo(ErrorCode.PEER_OFFLINE);
    assertThat(refused.peer()).isEqualTo(BOB.id());
    assertThat(refused.session()).isEqualTo(session);
  }

  @Test
  void is_offline_after_closing() throws Exception {
    Events events = new Events();
    RendezvousLink alice = registered(ALICE, events);
    Events atBob = new Events();
    RendezvousLink bob = registered(BOB, atBob);

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
  void gives_way_to_a_later_registration_of_the_same_peer() throws Exception {
    Events first = new Events();
    Events second = new Events();
    Events atBob = new Events();
    registered(ALICE, first);
    registered(ALICE, second);

    Disconnected disconnected = first.next(Disconnected.class);
    assertThat(disconnected.reason()).contains("another process");
    assertThat(disconnected.retryIn()).as("it does not fight").isNull();

    RendezvousLink bob = registered(BOB, atBob);
    bob.offer(ALICE.id(), SessionId.random(), new byte[] {7});
    second.next(dev.awl.wire.rendezvous.RendezvousMessage.Offer.class);
    assertThat(first.isEmpty()).isTrue();
  }

  @Test
  void calls_while_another_link_of_the_same_peer_stays_reachable() throws Exception {
    Events sharing = new Events();
    Events calling = new Events();
    Events atBob = new Events();
    RendezvousLink share = registered(ALICE, sharing);
    RendezvousLink bob = registered(BOB, atBob);
    RendezvousLink call = RendezvousLink.open(loops.next(), uri(), ALICE, false, calling);
    links.add(call);
    calling.next(Welcome.class);
    SessionId fromCall = SessionId.random();
    SessionId fromShare = SessionId.random();
    SessionId fromBob = SessionId.random();

    call.offer(BOB.id(), fromCall, new byte[] {1});
    share.offer(BOB.id(), fromShare, new byte[] {2});
    for (int i = 0; i < 2; i++) {
      var offer = atBob.next(dev.awl.wire.rendezvous.RendezvousMessage.Offer.class);
      assertThat(offer.peer()).isEqualTo(ALICE.id());
      bob.answer(ALICE.id(), offer.session(), offer.payload());
    }
    assertThat(calling.next(dev.awl.wire.rendezvous.RendezvousMessage.Answer.class).session())
        .isEqualTo(fromCall);
    assertThat(sharing.next(dev.awl.wire.rendezvous.RendezvousMessage.Answer.class).session())
        .isEqualTo(fromShare);

    bob.lookup(ALICE.id());
    atBob.next(Found.class);
    bob.offer(ALICE.id(), fromBob, new byte[] {3});
    assertThat(sharing.next(dev.awl.wire.rendezvous.RendezvousMessage.Offer.class).session())
        .isEqualTo(fromBob);
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
    links.add(RendezvousLink.open(loops.next(), uri(), ALICE, false, calling));
    calling.next(Welcome.class);
    RendezvousLink bob = registered(BOB, atBob);

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
    RendezvousLink bob = registered(BOB, atBob);
    RendezvousLink mallory = registered(Identity.generate(), atMallory);
    RendezvousLink call = RendezvousLink.open(loops.next(), uri(), ALICE, false, calling);
    links.add(call);
    calling.next(Welcome.class);
    SessionId session = SessionId.random();
    call.offer(BOB.id(), session, new byte[] {1});
    atBob.next(dev.awl.wire.rendezvous.RendezvousMessage.Offer.class);

    mallory.reject(ALICE.id(), session, "from somebody else");
    assertThat(atMallory.next(Refused.class).code()).isEqualTo(ErrorCode.PEER_OFFLINE);
    bob.reject(ALICE.id(), session, "not trusted");

    assertThat(calling.next(Reject.class)).isEqualTo(new Reject(BOB.id(), session, "not trusted"));
  }

  @Test
  void says_in_one_line_that_the_server_is_down_then_registers_when_it_is_up() throws Exception {
    InetSocketAddress address = server.addresses().get(0);
    server.close();
    Events events = new Events();
    open(URI.create("ws://127.0.0.1:" + address.getPort()), ALICE, events);

    Disconnected disconnected = events.next(Disconnected.class);
    assertThat(disconnected.reason())
        .isEqualTo(
            "cannot reach the rendezvous server ws://127.0.0.1:"
                + address.getPort()
                + ": connection refused; check --server");
    assertThat(disconnected.retryIn()).isPositive();

    server = RendezvousServer.start(RendezvousSettings.on(address));
    awaitRegistered(events);
  }

  @Test
  void registers_again_after_the_server_restarted() throws Exception {
    InetSocketAddress address = server.addresses().get(0);
    Events events = new Events();
    RendezvousLink link = registered(ALICE, events);

    server.close();
    assertThat(events.next(Disconnected.class).reason()).startsWith("lost the rendezvous server");
    link.lookup(BOB.id());
    Object said = events.next(Object.class);
    while (said instanceof Disconnected) {
      said = events.next(Object.class);
    }
    assertThat(said)
        .isInstanceOfSatisfying(
            Refused.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_CONNECTED));

    server = RendezvousServer.start(RendezvousSettings.on(address));
    awaitRegistered(events);
    link.lookup(BOB.id());
    assertThat(events.next(NotFound.class).peer()).isEqualTo(BOB.id());
  }

  private static void awaitRegistered(Events events) throws Exception {
    Object event = events.next(Object.class);
    while (event instanceof Disconnected) {
      event = events.next(Object.class);
    }
    assertThat(event).isInstanceOf(Welcome.class);
  }

  @Test
  void hears_why_it_was_refused() throws Exception {
    try (RendezvousServer strict =
        RendezvousServer.start(settings().withNames(Set.of("rendezvous.example:80")))) {
      Events events = new Events();
      open(URI.create("ws://127.0.0.1:" + strict.addresses().get(0).getPort()), ALICE, events);

      assertThat(events.next(Disconnected.class).reason())
          .contains("refused: this server is not 127.0.0.1:");
    }
  }

  @Test
  void says_that_something_else_listens_there() throws Exception {
    Events events = new Events();
    open(URI.create(uri() + "/elsewhere"), ALICE, events);

    assertThat(events.next(Disconnected.class).reason())
        .contains("no rendezvous server is there (HTTP 404)");
  }

  @Test
  void says_that_the_other_side_is_no_web_server() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
      Events events = new Events();
      open(URI.create("ws://127.0.0.1:" + other.getLocalPort()), ALICE, events);
      try (Socket accepted = other.accept()) {
        accepted.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        accepted.getOutputStream().flush();
        String reason = events.next(Disconnected.class).reason();
        assertThat(reason).startsWith("cannot reach").contains("check --server").hasLineCount(1);
      }
    }
  }

  @Test
  void gives_up_on_a_server_that_says_nothing_within_ten_seconds() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 1, LOOPBACK)) {
      Events events = new Events();
      long start = System.nanoTime();
      open(URI.create("ws://127.0.0.1:" + mute.getLocalPort()), ALICE, events);

      assertThat(events.next(Disconnected.class).reason()).contains("within 9 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void says_that_the_server_is_full() throws Exception {
    try (RendezvousServer small =
        RendezvousServer.start(settings().withLimits(new ConnectionLimits(1, 64, 1024)))) {
      URI uri = URI.create("ws://127.0.0.1:" + small.addresses().get(0).getPort());
      Events first = new Events();
      open(uri, ALICE, first);
      first.next(Welcome.class);
      Events second = new Events();
      open(uri, BOB, second);

      assertThat(second.next(Disconnected.class).reason()).contains("full");
    }
  }

  @Test
  void runs_on_an_epoll_loop_as_well() throws Exception {
    assumeTrue(Epoll.isAvailable() || System.getenv("CI") != null); // there it fails, not skips
    EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Events events = new Events();
      RendezvousLink link = RendezvousLink.open(epoll.next(), uri(), ALICE, events);
      events.next(Welcome.class);
      link.close();
    } finally {
      epoll.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void refuses_a_uri_that_is_no_servers() {
    assertThatThrownBy(() -> open(URI.create("http://127.0.0.1"), ALICE, new Events()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void speaks_tls_and_refuses_a_certificate_that_it_does_not_trust() throws Exception {
    Identity ofServer = Identity.generate();
    SslContext tls =
        SslContextBuilder.forServer(ofServer.privateKey(), ofServer.certificate())
            .sslProvider(SslProvider.JDK)
            .build();
    try (RendezvousServer secure = RendezvousServer.start(settings().withTls(tls))) {
      URI uri = URI.create("wss://127.0.0.1:" + secure.addresses().get(0).getPort());
      Events trusting = new Events();
      SslContext pinned =
          SslContextBuilder.forClient()
              .trustManager(ofServer.certificate())
              .endpointIdentificationAlgorithm("")
              .build();
      links.add(
          RendezvousLink.open(loops.next(), ServerUri.of(uri), ALICE, true, trusting, pinned));
      trusting.next(Welcome.class);

      Events doubting = new Events();
      open(uri, BOB, doubting);
      assertThat(doubting.next(Disconnected.class).reason()).contains("TLS failed").hasLineCount(1);
    }
  }

  @Test
  void does_not_believe_a_key_that_is_not_the_peers() throws Exception {
    try (HostileServer hostile = new HostileServer(LOOPBACK)) {
      Events events = new Events();
      RendezvousLink link = open(hostile.uri(), ALICE, events);
      events.next(Welcome.class);

      link.lookup(BOB.id());

      Refused refused = events.next(Refused.class);
      assertThat(refused.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
      assertThat(refused.peer()).isEqualTo(BOB.id());
    }
  }

  @Test
  void closes_the_connection_of_who_sends_garbage_or_too_much() throws Exception {
    for (String text :
        List.of("garbage", "{\"type\":\"x\",\"y\":\"" + "z".repeat(70_000) + "\"}")) {
      try (BareWebSocket socket = new BareWebSocket(server.addresses().get(0))) {
        socket.send(text);
        assertThat(socket.untilClosed()).isNotNull();
      }
    }
    registered(ALICE, new Events());
    server.close(); // what is counted after a connection closed is counted now
    assertThat(server.counts().malformed()).isEqualTo(2);
  }

  @Test
  void keeps_the_peer_id_that_it_proved() throws Exception {
    Events atBob = new Events();
    registered(BOB, atBob);
    RendezvousLink alice = registered(ALICE, new Events());

    alice.offer(BOB.id(), SessionId.random(), new byte[0]);

    PeerId from = atBob.next(dev.awl.wire.rendezvous.RendezvousMessage.Offer.class).peer();
    assertThat(from).isEqualTo(ALICE.id());
  }
}
