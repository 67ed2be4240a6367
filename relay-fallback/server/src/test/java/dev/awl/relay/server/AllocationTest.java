package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.FakeRelay.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.EvenPort;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.ReservationToken;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static void fromPeer(FakeRelay relay, InetSocketAddress peer, String text) {
    relay.ports.open.get(0).allocation.relayToClient(relay.now, peer, bytes(text));
  }

  private static void channelData(FakeRelay relay, int channel, String text) {
    ByteBuf message = Unpooled.buffer().writeShort(channel).writeShort(text.length());
    relay.front.channelData(relay.now, relay.source, message.writeBytes(bytes(text)));
  }

  private static void send(FakeRelay relay, InetSocketAddress peer, String text) {
    StunMessage indication =
        StunMessage.indication(
            StunMethod.SEND,
            TransactionId.random(new Random(1)),
            new XorPeerAddress(peer),
            new Data(bytes(text)));
    relay.send(FakeRelay.encode(indication, Protection.NONE));
  }

  private static StunMessage bind(FakeRelay relay, int channel) {
    return relay.ask(StunMethod.CHANNEL_BIND, new ChannelNumber(channel), new XorPeerAddress(PEER));
  }

  @Test
  void is_answered_with_relayed_and_mapped_address_under_the_users_key() {
    FakeRelay relay = new FakeRelay();
    ByteBuf answer =
        relay.send(
            FakeRelay.encode(
                relay.request(StunMethod.ALLOCATE, new RequestedTransport(17)),
                relay.protection()));

    StunMessage success = FakeRelay.decode(answer);
    InetSocketAddress relayed = relay.ports.open.get(0).external();
    assertThat(success.find(XorRelayedAddress.class)).isEqualTo(new XorRelayedAddress(relayed));
    assertThat(success.find(XorMappedAddress.class))
        .isEqualTo(new XorMappedAddress(FakeRelay.CLIENT));
    assertThat(MessageIntegrity.SHA1.verify(answer, relay.protection().key()))
        .isEqualTo(MessageIntegrity.Verdict.VALID);
  }

  @Test
  void a_repeated_request_gets_the_identical_answer_and_no_second_port() {
    FakeRelay relay = new FakeRelay();
    ByteBuf request =
        FakeRelay.encode(
            relay.request(StunMethod.ALLOCATE, new RequestedTransport(17)), relay.protection());

    assertThat(relay.send(request)).isEqualTo(relay.send(request));
    assertThat(relay.ports.open).hasSize(1);
    assertThat(relay.counters.snapshot().allocations()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} s asked, {1} s granted")
  @CsvSource({"0, 600", "1, 600", "600, 600", "777, 777", "3600, 3600", "4294967295, 3600"})
  void lifetime_is_between_the_default_and_the_maximum(long asked, long granted) {
    FakeRelay relay = new FakeRelay();
    assertThat(relay.allocate(new Lifetime(asked)).find(Lifetime.class))
        .isEqualTo(new Lifetime(granted));
  }

  @Test
  void ends_with_its_lifetime_and_gives_the_port_and_the_quota_back() {
    FakeRelay relay = new FakeRelay(RelayQuotas.DEFAULT.withAllocations(1, 1));
    relay.allocate();
    relay.later(Duration.ofSeconds(599));
    relay.allocations.removeExpired(relay.now);
    assertThat(relay.ports.open).hasSize(1);

    relay.later(Duration.ofSeconds(1));
    relay.allocations.removeExpired(relay.now);
    assertThat(relay.ports.open).isEmpty();
    assertThat(codeOf(relay.allocate())).isZero();
  }

  @Test
  void refresh_extends_and_zero_ends_it() {
    FakeRelay relay = FakeRelay.allocated();
    relay.later(Duration.ofSeconds(500));
    assertThat(codeOf(relay.refresh(600))).isZero();
    relay.later(Duration.ofSeconds(500));
    assertThat(codeOf(relay.refresh(600))).isZero();

    assertThat(relay.refresh(0).find(Lifetime.class)).isEqualTo(new Lifetime(0));
    assertThat(relay.ports.open).isEmpty();
  }

  @Test
  void outlives_the_time_limited_credentials_it_began_with() {
    FakeRelay relay = new FakeRelay();
    relay.username = relay.wallClock.plusSeconds(10).getEpochSecond() + ":carol";
    relay.password = Authenticator.timeLimitedPassword("new secret", relay.username);
    relay.allocate();

    relay.wallClock = relay.wallClock.plusSeconds(60);
    assertThat(codeOf(relay.refresh(600))).isZero();
    relay.source = PEER;
    relay.later(Duration.ZERO);
    assertThat(codeOf(relay.allocate())).as("a new one").isEqualTo(401);
  }

  @Test
  void nothing_passes_without_permission() {
    FakeRelay relay = FakeRelay.allocated();
    fromPeer(relay, PEER, "knock");
    send(relay, PEER, "out");
    channelData(relay, 0x4000, "out");

    assertThat(relay.toClient).isEmpty();
    assertThat(relay.ports.open.get(0).sent).isEmpty();
    assertThat(relay.counters.snapshot().unpermitted()).isEqualTo(3);
  }

  @Test
  void a_permission_lets_every_port_of_the_address_through_for_five_minutes() {
    FakeRelay relay = FakeRelay.allocated();
    relay.permit(PEER);
    InetSocketAddress otherPort = new InetSocketAddress(PEER.getAddress(), 9);
    fromPeer(relay, otherPort, "in");
    send(relay, otherPort, "out");
    assertThat(relay.toClient).containsExactly("9 in");
    assertThat(relay.ports.open.get(0).sent).containsExactly("9 out");

    relay.later(Permission.LIFETIME);
    fromPeer(relay, otherPort, "late");
    send(relay, otherPort, "late");
    assertThat(relay.toClient).hasSize(1);
    assertThat(relay.ports.open.get(0).sent).hasSize(1);
  }

  @Test
  void a_channel_carries_both_ways_and_permits_its_peer() {
    FakeRelay relay = FakeRelay.allocated();
    bind(relay, 0x7FFF);
    channelData(relay, 0x7FFF, "out");
    fromPeer(relay, PEER, "in");
    fromPeer(relay, new InetSocketAddress(PEER.getAddress(), 9), "other port");

    assertThat(relay.ports.open.get(0).sent).containsExactly("4444 out");
    assertThat(relay.toClient).containsExactly("7fff in", "9 other port");
  }

  @Test
  void a_channel_whose_permission_lapsed_is_silent_until_refreshed() {
    FakeRelay relay = FakeRelay.allocated();
    bind(relay, 0x4000);
    relay.later(Permission.LIFETIME);
    channelData(relay, 0x4000, "lapsed");
    fromPeer(relay, PEER, "lapsed");
    assertThat(relay.ports.open.get(0).sent).isEmpty();
    assertThat(relay.toClient).isEmpty();

    relay.permit(PEER);
    channelData(relay, 0x4000, "again");
    fromPeer(relay, PEER, "again");
    assertThat(relay.ports.open.get(0).sent).containsExactly("4444 again");
    assertThat(relay.toClient).containsExactly("4000 again");
  }

  @Test
  void a_channel_ends_after_ten_minutes_and_its_number_is_free() {
    FakeRelay relay = FakeRelay.allocated();
    relay.refresh(3600);
    bind(relay, 0x4000);
    relay.later(ChannelBinding.LIFETIME);
    relay.permit(PEER);
    fromPeer(relay, PEER, "in");
    assertThat(relay.toClient).containsExactly("4444 in");

    assertThat(codeOf(bind(relay, 0x4001))).isZero();
  }

  @Test
  void truncated_channel_data_is_counted_and_dropped() {
    FakeRelay relay = FakeRelay.allocated();
    bind(relay, 0x4000);
    ByteBuf tooLong = Unpooled.buffer().writeShort(0x4000).writeShort(500).writeInt(1);
    relay.front.channelData(relay.now, relay.source, tooLong);
    relay.front.channelData(relay.now, relay.source, Unpooled.buffer().writeShort(0x4000));

    assertThat(relay.ports.open.get(0).sent).isEmpty();
    assertThat(relay.counters.snapshot().malformed()).isEqualTo(2);
  }

  @Test
  void a_pair_is_even_and_its_neighbour_waits_for_the_token() {
    FakeRelay relay = new FakeRelay();
    StunMessage answer = relay.allocate(new EvenPort(true));
    ReservationToken token = answer.find(ReservationToken.class);
    int even = answer.find(XorRelayedAddress.class).address().getPort();
    assertThat(even % 2).isZero();

    relay.source = PEER;
    relay.later(Duration.ofSeconds(29));
    assertThat(relay.allocate(token).find(XorRelayedAddress.class).address().getPort())
        .isEqualTo(even + 1);
  }

  @Test
  void a_reserved_port_is_given_back_after_thirty_seconds() {
    FakeRelay relay = new FakeRelay();
    ReservationToken token = relay.allocate(new EvenPort(true)).find(ReservationToken.class);
    relay.source = PEER;
    relay.later(Duration.ofSeconds(30));

    assertThat(codeOf(relay.allocate(token))).isEqualTo(508);
    assertThat(relay.ports.open).hasSize(1);
  }
}
