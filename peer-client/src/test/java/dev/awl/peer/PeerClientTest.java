package dev.awl.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.LoopbackPeer.Plan;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.path.PathKind;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.registration.HostileServer;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.strategy.Strategy;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.rendezvous.RendezvousSettings;
import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers around a real rendezvous server on loopback, without STUN and relay. */
@Timeout(120)
class PeerClientTest {

  private static final Identity ALICE = Identity.generate();
  private static final Identity BOB = Identity.generate();

  private final List<LoopbackPeer> peers = new ArrayList<>();
  private RendezvousServer server;
  private EchoService echo;

  @BeforeEach
  void starts() throws Exception {
    server =
        RendezvousServer.start(
            RendezvousSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    echo = new EchoService();
  }

  @AfterEach
  void stops() throws Exception {
    peers.forEach(LoopbackPeer::close);
    echo.close();
    server.close();
  }

  private Plan plan(Identity identity) {
    return Plan.of(URI.create("ws://127.0.0.1:" + server.addresses().get(0).getPort()), identity);
  }

  private LoopbackPeer start(Plan plan) throws Exception {
    LoopbackPeer peer = plan.start();
    peers.add(peer);
    return peer;
  }

  private LoopbackPeer sharing(Identity identity, Identity... with) throws Exception {
    return start(plan(identity).sharing(echo.service(), with));
  }

  private static void assertFails(PeerException.Code code, String words, ThrowingCallable what) {
    assertThatThrownBy(what)
        .cause()
        .isInstanceOfSatisfying(PeerException.class, e -> assertThat(e.code()).isEqualTo(code))
        .message()
        .hasLineCount(1)
        .contains(words);
  }

  private static void assertEchoes(LoopbackPeer caller, PeerSession session) throws Exception {
    BoundListener listener = caller.listen(session);
    String text = "bytes for " + session.peer();
    assertThat(EchoService.echo(listener.address(), text)).isEqualTo(text);
    caller.call(
        () -> {
          listener.close();
          return true;
        });
  }

  @Test
  void reaches_a_service_of_a_peer_that_trusts_it() throws Exception {
    LoopbackPeer alice = sharing(ALICE, BOB);
    LoopbackPeer bob = start(plan(BOB).calling());

    PeerSession session = bob.connect(ALICE);

    assertEchoes(bob, session);
    assertThat(session.peer()).isEqualTo(ALICE.id());
    assertThat(session.path().kind().isRelayed()).isFalse();
    assertThat(Heard.next(bob.heard.paths).remote().getAddress().isLoopbackAddress()).isTrue();
    assertThat(Heard.next(alice.heard.connected)).isEqualTo(BOB.id());
    assertThat(Heard.next(bob.heard.connected)).isEqualTo(ALICE.id());
  }

  @Test
  void connects_whoever_of_the_two_has_the_lower_id() throws Exception {
    sharing(ALICE, BOB);
    sharing(BOB, ALICE);
    LoopbackPeer alice = start(plan(ALICE).calling());
    LoopbackPeer bob = start(plan(BOB).calling());

    assertEchoes(bob, bob.connect(ALICE));
    assertEchoes(alice, alice.connect(BOB));
  }

  @Test
  void each_side_tells_its_nat_when_it_knows_it_after_the_session_began() throws Exception {
    LoopbackPeer alice = sharing(ALICE, BOB);
    LoopbackPeer bob = start(plan(BOB).calling());
    PeerSession ofBob = bob.connect(ALICE);
    Heard.next(alice.heard.connected);
    PeerSession ofAlice = alice.call(() -> alice.client.live().get(0));
    NatSummary symmetric = new NatSummary(NatLabel.SN, PortAllocation.SEQUENTIAL, -2);
    NatSummary strict = new NatSummary(NatLabel.PC, PortAllocation.PRESERVING, 0);

    natKnown(bob, ofBob, symmetric);
    assertThat(Heard.next(alice.heard.theirNats)).isEqualTo(symmetric);
    natKnown(alice, ofAlice, strict);
    assertThat(Heard.next(bob.heard.theirNats)).isEqualTo(strict);

    assertThat(alice.call(ofAlice::strategy)).isEqualTo(Strategy.RELAY);
    assertThat(bob.call(ofBob::strategy)).isEqualTo(Strategy.RELAY);
    assertEchoes(bob, ofBob);
  }

  @Test
  void nat_that_is_found_between_offer_and_answer_is_told() throws Exception {
    LoopbackPeer bob = start(plan(BOB).calling());
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 1);
    NatReport found =
        new NatReport(
            NatLabel.OPEN,
            true,
            false,
            MappingBehaviour.ENDPOINT_INDEPENDENT,
            FilteringBehaviour.ENDPOINT_INDEPENDENT,
            null,
            true,
            PortAllocation.PRESERVING,
            0,
            null,
            anywhere,
            anywhere,
            1);
    Trust whenOfferHasCome =
        peer -> {
          var loop = bob.client.socket().loop();
          loop.submit(() -> bob.client.nat().ended(found)).syncUninterruptibly();
          return true;
        };
    LoopbackPeer alice = start(plan(ALICE).sharing(echo.service()).trusting(whenOfferHasCome));

    PeerSession session = bob.connect(ALICE);

    assertThat(Heard.next(alice.heard.theirNats)).isEqualTo(NatSummary.of(found));
    assertEchoes(bob, session);
  }

  private static void natKnown(LoopbackPeer peer, PeerSession session, NatSummary nat)
      throws Exception {
    peer.call(
        () -> {
          session.ourNatKnown(nat);
          return true;
        });
  }

  @Test
  void uses_and_serves_a_peer_over_the_one_channel_and_many_peers_at_once() throws Exception {
    LoopbackPeer alice = sharing(ALICE, BOB);
    Identity carol = Identity.generate();
    sharing(carol, BOB);
    LoopbackPeer bob = start(plan(BOB).sharing(echo.service(), ALICE).calling());

    PeerSession toAlice = bob.connect(ALICE);
    assertEchoes(bob, toAlice);
    Heard.next(alice.heard.connected);
    PeerSession fromBob = alice.call(() -> alice.client.live().get(0));
    assertThat(fromBob.peer()).isEqualTo(BOB.id());
    assertEchoes(alice, fromBob); // the service of the one who called
    assertEchoes(bob, bob.connect(carol));
    assertEchoes(bob, toAlice);
    assertThat(alice.call(() -> alice.client.live())).hasSize(1);
  }

  @Test
  void has_one_session_with_a_peer_however_often_it_calls() throws Exception {
    LoopbackPeer alice = sharing(ALICE, BOB);
    LoopbackPeer bob = start(plan(BOB).calling());
    Future<PeerSession> first = bob.client.connect(ALICE.id());
    Future<PeerSession> second = bob.client.connect(ALICE.id());

    PeerSession session = first.get(30, TimeUnit.SECONDS);
    assertThat(second.get(30, TimeUnit.SECONDS)).isSameAs(session);
    assertThat(bob.connect(ALICE)).isSameAs(session);
    assertEchoes(bob, session);
    Heard.next(alice.heard.connected);
    assertThat(alice.call(() -> alice.client.live())).hasSize(1);
  }

  @Test
  void is_refused_in_one_line_by_a_peer_that_does_not_trust_it() throws Exception {
    LoopbackPeer alice = sharing(ALICE);
    LoopbackPeer bob = start(plan(BOB).calling());

    assertFails(PeerException.Code.REFUSED, "does not trust this peer", () -> bob.connect(ALICE));

    assertThat(Heard.next(alice.heard.untrusted)).isEqualTo(BOB.id());
    assertThat(alice.isIdle()).isTrue();
    assertThat(bob.isIdle()).isTrue();
  }

  @Test
  void says_that_a_peer_is_offline() throws Exception {
    LoopbackPeer bob = start(plan(BOB).calling());

    assertFails(PeerException.Code.PEER_OFFLINE, "is not online at", () -> bob.connect(ALICE));
    start(plan(ALICE).calling());
    assertFails(PeerException.Code.PEER_OFFLINE, "is not online at", () -> bob.connect(ALICE));
    assertThat(bob.isIdle()).isTrue();
  }

  @Test
  void refuses_to_call_itself() throws Exception {
    LoopbackPeer alice = sharing(ALICE, ALICE);

    assertFails(
        PeerException.Code.REFUSED, "that is this peer's own ID", () -> alice.connect(ALICE));
    assertThat(alice.isIdle()).isTrue();
  }

  @Test
  void says_that_the_server_is_down_at_the_start_and_later() throws Exception {
    LoopbackPeer bob = start(plan(BOB).calling());
    Plan late = plan(ALICE);
    server.close();

    assertFails(PeerException.Code.SERVER_UNREACHABLE, "cannot reach the rendezvous", late::start);
    assertThatThrownBy(() -> bob.connect(ALICE)).hasCauseInstanceOf(PeerException.class);
    assertThat(bob.isIdle()).isTrue();
  }

  @Test
  void calls_while_another_process_shares_with_the_same_identity() throws Exception {
    LoopbackPeer share = sharing(ALICE, BOB);
    LoopbackPeer bob = sharing(BOB, ALICE);
    LoopbackPeer first = start(plan(ALICE).calling());
    LoopbackPeer second = start(plan(ALICE).calling());

    PeerSession firstSession = first.connect(BOB);
    PeerSession secondSession = second.connect(BOB);
    assertEchoes(first, firstSession);
    assertEchoes(second, secondSession);
    assertEchoes(bob, bob.connect(ALICE));

    assertThat(Heard.next(share.heard.connected)).as("B's call came here").isEqualTo(BOB.id());
    assertThat(share.heard.takenOver).as("still registered").isEmpty();
    assertThat(first.heard.connected).hasSize(1);
  }

  @Test
  void a_later_process_takes_the_registration_over_while_sessions_and_calls_go_on()
      throws Exception {
    LoopbackPeer first = sharing(ALICE, BOB);
    LoopbackPeer bob = sharing(BOB, ALICE);
    PeerSession session = bob.connect(ALICE);

    LoopbackPeer second = sharing(ALICE, BOB);

    assertThat(Heard.next(first.heard.takenOver)).contains("another process").hasLineCount(1);
    assertThat(first.client.isRegistered()).isFalse();
    assertThat(first.client.isTakenOver()).isTrue();
    assertThat(second.client.isRegistered()).isTrue();
    assertEchoes(bob, session);
  }

  @Test
  void connects_directly_where_that_is_asked_for() throws Exception {
    sharing(ALICE, BOB);
    LoopbackPeer bob = start(plan(BOB).calling().preferring(PathPreference.DIRECT));

    PeerSession session = bob.connect(ALICE);

    assertEchoes(bob, session);
    assertThat(session.path().kind()).isIn(PathKind.LAN, PathKind.DIRECT);
  }

  @Test
  void takes_no_direct_path_where_the_relay_is_asked_for() throws Exception {
    LoopbackPeer alice = sharing(ALICE, BOB);
    LoopbackPeer bob = start(plan(BOB).calling().preferring(PathPreference.RELAY));

    assertFails(PeerException.Code.NO_PATH, "--path auto", () -> bob.connect(ALICE));

    assertThat(bob.isIdle()).isTrue();
    assertThat(alice.heard.connected).isEmpty();
  }

  @Test
  void does_not_call_a_key_that_is_not_the_ids() throws Exception {
    try (HostileServer hostile = new HostileServer(InetAddress.getLoopbackAddress())) {
      LoopbackPeer bob = start(Plan.of(hostile.uri(), BOB).calling());

      assertFails(
          PeerException.Code.AUTHENTICATION, "not the one of peer", () -> bob.connect(ALICE));
      assertThat(bob.isIdle()).isTrue();
    }
  }

  @Test
  void connects_again_when_the_peer_came_back() throws Exception {
    LoopbackPeer alice = sharing(ALICE, BOB);
    LoopbackPeer bob = start(plan(BOB).calling());
    assertEchoes(bob, bob.connect(ALICE));

    alice.close();
    assertThat(Heard.next(bob.heard.disconnected)).isNotBlank();
    assertThat(bob.isIdle()).isTrue();
    sharing(ALICE, BOB);

    assertEchoes(bob, bob.connect(ALICE));
  }

  @Test
  void leaves_nothing_behind_when_it_closes() throws Exception {
    try (LeakLog leaks = new LeakLog()) {
      LoopbackPeer alice = sharing(ALICE, BOB);
      LoopbackPeer bob = start(plan(BOB).calling());
      PeerSession session = bob.connect(ALICE);
      BoundListener listener = bob.listen(session);
      EchoService.echo(listener.address(), "x".repeat(1 << 20));

      bob.close();
      assertThat(Heard.next(alice.heard.disconnected)).isNotBlank();
      assertThat(alice.isIdle()).isTrue();
      alice.close();

      assertThat(List.of(alice, bob))
          .allSatisfy(
              peer -> {
                assertThat(peer.hasStopped()).isTrue();
                assertThat(peer.isSocketOpen()).isFalse();
                assertThat(peer.client.live()).isEmpty();
                assertThat(peer.client.calls().isIdle()).isTrue();
              });
      assertThatThrownBy(() -> EchoService.echo(listener.address(), "x"))
          .as("the port is given back")
          .isInstanceOf(java.net.ConnectException.class);
      server.close(); // what closed before is counted
      assertThat(server.counts().connections()).isZero();
      assertThat(leaks.leaks()).isEmpty();
    }
  }
}
