package dev.awl.relay.client;

import static dev.awl.relay.client.ScriptedRelay.MAPPED;
import static dev.awl.relay.client.ScriptedRelay.RELAYED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.Machine;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.AlternateServer;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayClientTest {

  private static final InetSocketAddress PEER = new InetSocketAddress("198.51.100.7", 4444);

  private static RelayEvent.Permit permit(InetSocketAddress peer) {
    return new RelayEvent.Permit(peer.getAddress());
  }

  @Test
  void asks_without_credentials_then_with_what_the_challenge_taught() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    assertThat(relay.last().has(Username.class)).isFalse();
    assertThat(relay.client.state()).isEqualTo(AllocationState.ASKING);

    relay.challenge(401);
    assertThat(relay.last().find(Username.class)).isEqualTo(new Username("alice"));
    assertThat(relay.client.state()).isEqualTo(AllocationState.AUTHENTICATING);

    relay.succeed(new XorRelayedAddress(RELAYED), new XorMappedAddress(MAPPED), new Lifetime(600));
    assertThat(relay.told).containsExactly(new RelayCommand.Allocated(RELAYED, MAPPED));
    assertThat(relay.client.relayed()).isEqualTo(RELAYED);
  }

  @Test
  void gives_up_the_first_allocate_after_five_seconds() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());

    relay.silence(Duration.ofMillis(4_999));
    assertThat(relay.requests).hasSize(6);
    assertThat(relay.failure()).isEmpty();
    relay.silence(Duration.ofMillis(2));
    assertThat(relay.failure()).contains("no answer");
    assertThat(relay.client.deadline()).isEqualTo(Machine.NEVER);
  }

  @Test
  void a_late_challenge_does_not_stretch_the_five_seconds() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.silence(Duration.ofSeconds(4));
    relay.challenge(401);

    relay.silence(Duration.ofMillis(1_001));
    assertThat(relay.failure()).contains("within 5 s");
  }

  @Test
  void does_not_repeat_requests_on_a_stream() {
    ScriptedRelay relay = new ScriptedRelay(true);
    relay.happens(new RelayEvent.Start());
    relay.silence(Duration.ofSeconds(4));
    assertThat(relay.requests).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, refused the credentials of user alice",
    "403, forbids",
    "441, refused the credentials of user alice",
    "442, does not relay UDP",
    "486, quota",
    "508, no free port",
    "500, answered 500 (no)"
  })
  void says_why_there_is_no_allocation(int code, String reason) {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.challenge(401);
    relay.refuse(code);

    assertThat(relay.failure()).contains(reason);
    assertThat(relay.client.state()).isEqualTo(AllocationState.FAILED);
  }

  @Test
  void takes_a_new_nonce_but_not_for_ever() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(permit(PEER));
    for (int i = 2; i <= 4; i++) {
      relay.nonce = "nonce-" + i;
      relay.challenge(438);
      assertThat(relay.last().method()).isEqualTo(StunMethod.CREATE_PERMISSION);
      assertThat(relay.last().find(Nonce.class)).isEqualTo(new Nonce(relay.nonce));
    }
    relay.challenge(438);
    assertThat(relay.told).hasOnlyElementsOfType(RelayCommand.Refused.class).hasSize(1);
  }

  @Test
  void ends_what_a_former_user_of_the_port_left_and_asks_again() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.challenge(401);
    relay.refuse(437);
    assertThat(relay.last().method()).isEqualTo(StunMethod.REFRESH);
    assertThat(relay.last().find(Lifetime.class)).isEqualTo(new Lifetime(0));

    relay.succeed(new Lifetime(0));
    assertThat(relay.last().method()).isEqualTo(StunMethod.ALLOCATE);
    relay.refuse(437);
    assertThat(relay.failure()).contains("437");
  }

  @Test
  void follows_an_alternate_server_once() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.refuse(300, new AlternateServer(PEER));
    assertThat(relay.told).containsExactly(new RelayCommand.Redirect(PEER));

    relay.happens(new RelayEvent.Start());
    relay.refuse(300, new AlternateServer(PEER));
    assertThat(relay.failure()).contains("300");
  }

  @Test
  void believes_no_success_without_proof_of_the_password() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.challenge(401);
    StunMessage forged =
        StunMessage.success(
            relay.last(), new XorRelayedAddress(PEER), new XorMappedAddress(PEER), new Lifetime(1));

    relay.answer(forged, Protection.NONE);
    relay.answer(forged, ScriptedRelay.password("guess"));
    assertThat(relay.told).isEmpty();
    relay.succeed(new XorRelayedAddress(RELAYED), new XorMappedAddress(MAPPED));
    assertThat(relay.client.relayed()).isEqualTo(RELAYED);
  }

  @Test
  void ignores_answers_to_questions_it_never_asked() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    StunMessage unasked =
        StunMessage.request(StunMethod.REFRESH, TransactionId.random(new Random(2)));

    relay.answer(
        StunMessage.error(unasked, new dev.awl.wire.stun.attribute.ErrorCode(437, "")),
        ScriptedRelay.password("wonder"));
    assertThat(relay.failure()).isEmpty();
  }

  @Test
  void wishes_made_before_the_allocation_are_kept() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.happens(permit(PEER));
    relay.happens(new RelayEvent.BindChannel(PEER));
    assertThat(relay.requests).hasSize(1);
    relay.challenge(401);
    relay.succeed(new XorRelayedAddress(RELAYED), new XorMappedAddress(MAPPED));

    assertThat(relay.requests.stream().map(StunMessage::method))
        .endsWith(StunMethod.CREATE_PERMISSION, StunMethod.CHANNEL_BIND);
  }

  @Test
  void a_channel_carries_data_from_its_answer_on_and_permits_too() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(new RelayEvent.BindChannel(PEER));
    int number = relay.last().find(ChannelNumber.class).number();
    assertThat(number).isBetween(0x4000, 0x4FFF);
    assertThat(relay.client.channelOf(PEER)).isZero();
    assertThat(relay.client.peerOf(number)).isEqualTo(PEER);

    relay.succeed();
    assertThat(relay.client.channelOf(PEER)).isEqualTo(number);
    assertThat(relay.told).containsExactly(new RelayCommand.Permitted(PEER.getAddress()));
  }

  @Test
  void a_refused_peer_is_told_and_forgotten() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(permit(PEER));
    relay.refuse(403);

    assertThat(relay.told).hasOnlyElementsOfType(RelayCommand.Refused.class).hasSize(1);
    relay.requests.clear();
    relay.generosity(Duration.ofMinutes(10));
    assertThat(relay.answered).containsOnly(StunMethod.REFRESH);
  }

  @Test
  void hands_out_the_payload_of_data_indications() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.answer(
        StunMessage.indication(
            StunMethod.DATA,
            TransactionId.random(new Random(3)),
            new XorPeerAddress(PEER),
            new Data(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}))),
        Protection.NONE);

    assertThat(relay.told)
        .singleElement()
        .isInstanceOfSatisfying(
            RelayCommand.Deliver.class,
            deliver -> {
              assertThat(deliver.peer()).isEqualTo(PEER);
              assertThat(deliver.payload().readableBytes()).isEqualTo(3);
            });
  }

  @Test
  void keeps_everything_alive_for_ten_hours() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(permit(PEER));
    relay.succeed();
    relay.happens(new RelayEvent.BindChannel(PEER));
    relay.succeed();
    relay.requests.clear();

    relay.generosity(Duration.ofHours(10));

    assertThat(relay.client.state()).isEqualTo(AllocationState.ALLOCATED);
    assertThat(relay.failure()).isEmpty();
    int refreshes = Collections.frequency(relay.answered, StunMethod.REFRESH);
    int permissions = Collections.frequency(relay.answered, StunMethod.CREATE_PERMISSION);
    int channels = Collections.frequency(relay.answered, StunMethod.CHANNEL_BIND);
    assertThat(refreshes).as("one in 15 s").isBetween(2_300, 2_500);
    assertThat(permissions).as("one in 4 minutes").isBetween(140, 155);
    assertThat(channels).as("one in 4 minutes").isBetween(140, 155);
  }

  @Test
  void refreshes_at_half_of_a_short_lifetime() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.challenge(401);
    relay.succeed(new XorRelayedAddress(RELAYED), new XorMappedAddress(MAPPED), new Lifetime(10));
    assertThat(relay.client.deadline()).isEqualTo(relay.now + Duration.ofSeconds(5).toNanos());
  }

  @Test
  void a_silent_relay_is_lost_two_and_a_half_seconds_after_the_refresh() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.silence(Duration.ofMillis(17_499));
    assertThat(relay.failure()).isEmpty();
    relay.silence(Duration.ofMillis(2));
    assertThat(relay.failure()).contains("lost");
  }

  @Test
  void sending_into_the_void_is_noticed_within_three_seconds() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    assertThat(relay.client.sent()).isTrue();
    relay.happens(new RelayEvent.SentUnheard());
    assertThat(relay.client.sent()).as("one report is enough").isFalse();

    relay.silence(Duration.ofMillis(501));
    assertThat(relay.last().method()).isEqualTo(StunMethod.REFRESH);
    relay.silence(Duration.ofMillis(2_499));
    assertThat(relay.failure()).contains("lost");
  }

  @Test
  void sending_and_hearing_asks_nothing() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.client.sent();
    relay.happens(new RelayEvent.SentUnheard());
    relay.client.heard();

    relay.silence(Duration.ofSeconds(10));
    assertThat(relay.requests).isEmpty();
    assertThat(relay.client.sent()).as("reported again").isTrue();
  }

  @Test
  void a_relay_that_forgot_the_allocation_has_lost_it() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.silence(Duration.ofSeconds(15));
    relay.refuse(437);
    assertThat(relay.failure()).contains("lost");
  }

  @Test
  void close_ends_the_allocation_and_stays_silent_afterwards() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(new RelayEvent.Close());

    assertThat(relay.last().find(Lifetime.class)).isEqualTo(new Lifetime(0));
    assertThat(relay.told).containsExactly(new RelayCommand.Closed());
    relay.requests.clear();
    relay.silence(Duration.ofHours(1));
    relay.happens(permit(PEER));
    assertThat(relay.requests).isEmpty();
  }

  @Test
  void too_many_peers_are_refused_one_by_one() throws Exception {
    ScriptedRelay relay = ScriptedRelay.allocated();
    for (int i = 0; i < RelayPeers.CAPACITY; i++) {
      relay.happens(new RelayEvent.Permit(numbered(i)));
    }
    assertThat(relay.told).isEmpty();
    relay.happens(permit(PEER));
    assertThat(relay.told).hasOnlyElementsOfType(RelayCommand.Refused.class).hasSize(1);
  }

  private static InetAddress numbered(int i) throws Exception {
    return InetAddress.getByAddress(new byte[] {(byte) 198, 51, (byte) (i >> 8), (byte) i});
  }

  @Test
  void forgotten_peers_make_way_for_others() throws Exception {
    ScriptedRelay relay = ScriptedRelay.allocated();
    for (int i = 0; i < 3 * RelayPeers.CAPACITY; i++) {
      InetAddress peer = numbered(i);
      relay.happens(new RelayEvent.Permit(peer));
      relay.happens(new RelayEvent.BindChannel(new InetSocketAddress(peer, 4444)));
      assertThat(relay.last().method()).isEqualTo(StunMethod.CHANNEL_BIND);
      relay.happens(new RelayEvent.Forget(peer));
    }
    assertThat(relay.told).isEmpty();
  }

  /** The relay may still have the channel, and refuses another one for the same peer. */
  @Test
  void a_peer_that_comes_back_gets_its_channel_number_again() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(new RelayEvent.BindChannel(PEER));
    relay.succeed();
    int number = relay.client.channelOf(PEER);
    relay.happens(new RelayEvent.Forget(PEER.getAddress()));
    assertThat(relay.client.channelOf(PEER)).isZero();
    assertThat(relay.client.peerOf(number)).isNull();

    relay.happens(new RelayEvent.BindChannel(PEER));
    assertThat(relay.last().find(ChannelNumber.class)).isEqualTo(new ChannelNumber(number));
    relay.succeed();
    assertThat(relay.client.channelOf(PEER)).isEqualTo(number);
  }

  @Test
  void a_forgotten_peer_costs_nothing_more() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    relay.happens(permit(PEER));
    relay.happens(new RelayEvent.BindChannel(PEER));
    relay.happens(new RelayEvent.Forget(PEER.getAddress()));
    relay.requests.clear();

    relay.silence(Duration.ofSeconds(10));
    assertThat(relay.requests).isEmpty();
  }

  @Test
  void random_bytes_change_nothing() {
    ScriptedRelay relay = ScriptedRelay.allocated();
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      relay.happens(new RelayEvent.Received(Unpooled.wrappedBuffer(bytes)));
    }
    assertThat(relay.told).isEmpty();
    assertThat(relay.client.state()).isEqualTo(AllocationState.ALLOCATED);
  }
}
