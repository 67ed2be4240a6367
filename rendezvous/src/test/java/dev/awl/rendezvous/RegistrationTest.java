package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.rendezvous.RegistrationCommand.Close;
import dev.awl.rendezvous.RegistrationCommand.CloseRoute;
import dev.awl.rendezvous.RegistrationCommand.Enlist;
import dev.awl.rendezvous.RegistrationCommand.Find;
import dev.awl.rendezvous.RegistrationCommand.Forward;
import dev.awl.rendezvous.RegistrationCommand.OpenRoute;
import dev.awl.rendezvous.RegistrationCommand.Ping;
import dev.awl.rendezvous.RegistrationCommand.Return;
import dev.awl.rendezvous.RegistrationCommand.Send;
import dev.awl.rendezvous.RegistrationEvent.Alive;
import dev.awl.rendezvous.RegistrationEvent.Delivered;
import dev.awl.rendezvous.RegistrationEvent.Enlisted;
import dev.awl.rendezvous.RegistrationEvent.Gone;
import dev.awl.rendezvous.RegistrationEvent.Located;
import dev.awl.rendezvous.RegistrationEvent.Malformed;
import dev.awl.rendezvous.RegistrationEvent.Opened;
import dev.awl.rendezvous.RegistrationEvent.Received;
import dev.awl.rendezvous.RegistrationEvent.Undeliverable;
import dev.awl.wire.Machine;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistrationTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final PeerId OTHER = PeerId.ofHash(new byte[32]);
  private static final SessionId SESSION = SessionId.of(new byte[16]);

  private final TestPeer peer = new TestPeer();
  private final byte[] nonce = new byte[Challenge.NONCE_LENGTH];
  private final RendezvousSettings settings =
      RendezvousSettings.on(new InetSocketAddress(0))
          .withStun(List.of(new Endpoint("192.0.2.1", 3478)));
  private Registration machine = machine(settings, null);
  private long now = 1000 * SECOND;

  private Registration machine(RendezvousSettings with, String secret) {
    return new Registration(
        with,
        new RelayGrants(secret, Duration.ofMinutes(3), Clock.systemUTC()),
        new Endpoint("203.0.113.9", 1234),
        nonce);
  }

  private List<RegistrationCommand> on(RegistrationEvent event) {
    machine.handle(now, event);
    return drain();
  }

  private List<RegistrationCommand> after(long seconds) {
    now += seconds * SECOND;
    machine.handleTimeout(now);
    return drain();
  }

  private List<RegistrationCommand> drain() {
    List<RegistrationCommand> commands = new ArrayList<>();
    for (RegistrationCommand each = machine.poll(); each != null; each = machine.poll()) {
      commands.add(each);
    }
    return commands;
  }

  private List<RegistrationCommand> register() {
    on(new Opened());
    assertThat(on(new Received(peer.register(nonce))))
        .containsExactly(new Enlist(peer.key(), true));
    return on(new Enlisted());
  }

  private static void assertRefusedAndClosed(List<RegistrationCommand> commands, ErrorCode code) {
    assertThat(commands).hasSize(2);
    assertThat(commands.get(0))
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(send.message())
                    .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code)));
    assertThat(commands.get(1)).isEqualTo(new Close());
  }

  @Test
  void challenges_then_enlists_then_welcomes() {
    assertThat(on(new Opened()))
        .singleElement()
        .isInstanceOfSatisfying(
            Send.class, send -> assertThat(send.message()).isEqualTo(new Challenge(nonce)));
    assertThat(on(new Received(peer.register(nonce))))
        .containsExactly(new Enlist(peer.key(), true));
    assertThat(on(new Enlisted()))
        .containsExactly(
            new Send(
                new Welcome(new Endpoint("203.0.113.9", 1234), settings.stun(), List.of(), null)));
  }

  @Test
  void closes_when_nobody_registers_within_five_seconds() {
    on(new Opened());

    assertThat(after(4)).isEmpty();
    assertRefusedAndClosed(after(1), ErrorCode.REGISTRATION_TIMEOUT);
    assertThat(machine.deadline()).isEqualTo(Machine.NEVER);
  }

  @Test
  void refuses_a_signature_over_another_nonce() {
    on(new Opened());
    byte[] another = new byte[Challenge.NONCE_LENGTH];
    another[0] = 1;

    assertRefusedAndClosed(on(new Received(peer.register(another))), ErrorCode.BAD_SIGNATURE);
  }

  @Test
  void refuses_another_peers_signature() {
    on(new Opened());
    Register mine = peer.register(nonce);
    byte[] stolen = new TestPeer().register(nonce).spki();

    assertRefusedAndClosed(
        on(new Received(new Register(stolen, mine.server(), mine.signature(), "test", true))),
        ErrorCode.BAD_SIGNATURE);
  }

  @Test
  void refuses_a_signature_over_another_server_name() {
    on(new Opened());
    Register mine = peer.register(nonce);

    assertRefusedAndClosed(
        on(new Received(new Register(mine.spki(), "else:80", mine.signature(), "test", true))),
        ErrorCode.BAD_SIGNATURE);
  }

  @Test
  void refuses_a_proof_for_a_server_that_it_is_not() {
    machine = machine(settings.withNames(Set.of("this.example:80")), null);
    on(new Opened());

    assertRefusedAndClosed(on(new Received(peer.register(nonce))), ErrorCode.BAD_SIGNATURE);
  }

  @Test
  void takes_nothing_else_before_registration() {
    on(new Opened());

    assertRefusedAndClosed(on(new Received(new Lookup(OTHER))), ErrorCode.BAD_MESSAGE);
    assertThat(on(new Received(peer.register(nonce)))).as("closed").isEmpty();
  }

  @Test
  void closes_on_garbage_and_on_the_servers_own_messages() {
    register();
    assertRefusedAndClosed(on(new Malformed("not JSON")), ErrorCode.BAD_MESSAGE);

    machine = machine(settings, null);
    register();
    assertRefusedAndClosed(on(new Received(new NotFound(OTHER))), ErrorCode.BAD_MESSAGE);
  }

  @Test
  void looks_up() {
    register();

    assertThat(on(new Received(new Lookup(OTHER)))).containsExactly(new Find(OTHER));
    assertThat(on(new Located(OTHER, null))).containsExactly(new Send(new NotFound(OTHER)));
    assertThat(on(new Located(peer.id(), peer.key())))
        .singleElement()
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(send.message())
                    .isInstanceOfSatisfying(
                        Found.class,
                        found -> assertThat(found.spki()).isEqualTo(peer.register(nonce).spki())));
  }

  @Test
  void puts_the_sender_into_what_it_forwards() {
    register();
    byte[] payload = {1, 2, 3};

    assertThat(on(new Received(new Offer(OTHER, SESSION, payload))))
        .containsExactly(
            new OpenRoute(route()),
            new Forward(OTHER, SESSION, new Offer(peer.id(), SESSION, payload)));
    AnswerRoute toOther = new AnswerRoute(OTHER, peer.id(), SESSION);
    assertThat(on(new Received(new Answer(OTHER, SESSION, payload))))
        .containsExactly(new Return(toOther, new Answer(peer.id(), SESSION, payload)));
    assertThat(on(new Received(new Reject(OTHER, SESSION, "no"))))
        .containsExactly(new Return(toOther, new Reject(peer.id(), SESSION, "no")));
  }

  private AnswerRoute route() {
    return new AnswerRoute(peer.id(), OTHER, SESSION);
  }

  private void call() {
    assertThat(on(new Received(new Offer(OTHER, SESSION, new byte[0]))))
        .contains(new OpenRoute(route()));
  }

  @Test
  void takes_a_caller_in_without_listing_it() {
    on(new Opened());

    assertThat(on(new Received(peer.call(nonce)))).containsExactly(new Enlist(peer.key(), false));
    assertThat(on(new Enlisted()))
        .singleElement()
        .isInstanceOfSatisfying(
            Send.class, send -> assertThat(send.message()).isInstanceOf(Welcome.class));
    assertThat(on(new Received(new Lookup(OTHER)))).containsExactly(new Find(OTHER));
    call();
  }

  @Test
  void refuses_a_caller_without_a_proof() {
    on(new Opened());

    assertRefusedAndClosed(
        on(new Received(peer.call(new byte[] {1, 2, 3}))), ErrorCode.BAD_SIGNATURE);
  }

  @Test
  void waits_for_one_answer_for_thirty_seconds() {
    register();
    Answer answer = new Answer(OTHER, SESSION, new byte[0]);
    call();
    assertThat(on(new Delivered(answer)))
        .containsExactly(new Send(answer), new CloseRoute(route()));

    call();
    assertThat(on(new Delivered(new Reject(OTHER, SESSION, "no"))))
        .contains(new CloseRoute(route()));

    call();
    assertThat(on(new Undeliverable(OTHER, SESSION))).contains(new CloseRoute(route()));

    call();
    assertThat(after(29)).doesNotContain(new CloseRoute(route()));
    assertThat(after(1)).containsExactly(new CloseRoute(route()));
  }

  @Test
  void waits_for_no_answer_when_it_is_gone() {
    register();
    call();
    assertThat(on(new Gone())).containsExactly(new CloseRoute(route()));
    assertThat(machine.deadline()).isEqualTo(Machine.NEVER);

    machine = machine(settings, null);
    register();
    call();
    assertThat(on(new Malformed("not JSON")))
        .contains(new CloseRoute(route()))
        .endsWith(new Close());
  }

  @Test
  void says_which_offer_was_undeliverable() {
    register();

    assertThat(on(new Undeliverable(OTHER, SESSION)))
        .singleElement()
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(send.message())
                    .isEqualTo(
                        new Refused(
                            ErrorCode.PEER_OFFLINE,
                            "peer " + OTHER.brief() + " is not registered now",
                            OTHER,
                            SESSION)));
  }

  @Test
  void delivers_and_closes_when_replaced() {
    register();
    RendezvousMessage offer = new Offer(OTHER, SESSION, new byte[0]);

    assertThat(on(new Delivered(offer))).containsExactly(new Send(offer));
    assertRefusedAndClosed(
        on(new Delivered(Refused.of(ErrorCode.REPLACED, "again"))), ErrorCode.REPLACED);
  }

  @Test
  void pings_every_20_seconds_and_closes_after_50_of_silence() {
    register();

    assertThat(after(19)).isEmpty();
    assertThat(after(1)).containsExactly(new Ping());
    on(new Alive());
    assertThat(after(20)).containsExactly(new Ping());
    assertThat(after(20)).containsExactly(new Ping());
    assertThat(after(10)).containsExactly(new Close());
  }

  @Test
  void refuses_above_its_rate_and_closes_on_a_flood() {
    register();
    List<RegistrationCommand> all = new ArrayList<>();
    for (int i = 0; i < Registration.BURST + 1; i++) {
      all.addAll(on(new Received(new Offer(OTHER, SESSION, new byte[0]))));
    }
    assertThat(all.remove(0)).as("one route for all of them").isInstanceOf(OpenRoute.class);
    assertThat(all.subList(0, Registration.BURST)).hasOnlyElementsOfType(Forward.class);
    assertThat(all.get(Registration.BURST))
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(send.message())
                    .isEqualTo(
                        new Refused(
                            ErrorCode.RATE_LIMITED,
                            "too many messages; wait a second",
                            OTHER,
                            SESSION)));

    now += SECOND;
    assertThat(on(new Received(new Lookup(OTHER)))).containsExactly(new Find(OTHER));

    List<RegistrationCommand> flood = List.of();
    for (int i = 0; i < 2 * Registration.MAX_REFUSALS && !flood.contains(new Close()); i++) {
      flood = on(new Received(new Lookup(OTHER)));
    }
    assertThat(flood).contains(new Close());
  }

  @Test
  void grants_the_relay_and_renews_before_the_end() {
    machine = machine(settings, "secret");
    RegistrationCommand welcome = register().get(0);
    assertThat(welcome)
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(((Welcome) send.message()).grant())
                    .satisfies(grant -> assertThat(grant.ttlSeconds()).isEqualTo(180)));

    List<RegistrationCommand> seen = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      on(new Alive());
      seen.addAll(after(5)); // 120 s in all: two thirds of the three minutes
    }
    assertThat(seen.get(seen.size() - 1))
        .isInstanceOfSatisfying(
            Send.class, send -> assertThat(send.message()).isInstanceOf(RelayGrant.class));
    assertThat(seen.stream().filter(Send.class::isInstance)).hasSize(1);
  }
}
