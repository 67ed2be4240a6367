package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.FakeRelay.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.AdditionalAddressFamily;
import dev.awl.wire.stun.attribute.AddressErrorCode;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.DontFragment;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.RequestedAddressFamily;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Families of relayed addresses (RFC 8656 sections 7.2 and 8.2) and DONT-FRAGMENT. */
class TwoFamiliesTest {

  private static final InetSocketAddress PEER_6 = new InetSocketAddress("2606:4700::7", 4444);
  private static final AdditionalAddressFamily BOTH =
      new AdditionalAddressFamily(AddressFamily.IPV6);

  private final FakeRelay relay = new FakeRelay();

  private static List<AddressFamily> familiesOf(StunMessage answer) {
    return answer.all(XorRelayedAddress.class).stream()
        .map(each -> AddressFamily.of(each.address().getAddress()))
        .toList();
  }

  private void allocateBoth() {
    relay.ports.families.add(AddressFamily.IPV6);
    assertThat(codeOf(relay.allocate(BOTH))).isZero();
  }

  @Test
  void one_allocation_has_both_families_where_the_server_has_them() {
    relay.ports.families.add(AddressFamily.IPV6);
    StunMessage answer = relay.allocate(BOTH);

    assertThat(familiesOf(answer)).containsExactly(AddressFamily.IPV4, AddressFamily.IPV6);
    assertThat(answer.has(AddressErrorCode.class)).isFalse();
    assertThat(relay.allocations.size()).isEqualTo(1);
    assertThat(relay.ports.open).hasSize(2);
  }

  @Test
  void the_number_from_before_iana_asks_for_both_as_well() {
    relay.ports.families.add(AddressFamily.IPV6);
    StunMessage answer = relay.allocate(new UnknownAttribute(0x8032, new byte[] {2, 0, 0, 0}));

    assertThat(familiesOf(answer)).containsExactly(AddressFamily.IPV4, AddressFamily.IPV6);
  }

  @Test
  void a_family_the_server_lacks_is_named_within_the_success() {
    StunMessage answer = relay.allocate(BOTH);

    assertThat(familiesOf(answer)).containsExactly(AddressFamily.IPV4);
    AddressErrorCode missing = answer.find(AddressErrorCode.class);
    assertThat(missing.code()).isEqualTo(440);
    assertThat(missing.family()).isEqualTo(AddressFamily.IPV6);
  }

  @Test
  void a_server_without_ipv4_grants_ipv6_and_names_ipv4() {
    relay.ports.families.clear();
    relay.ports.families.add(AddressFamily.IPV6);
    StunMessage answer = relay.allocate(BOTH);

    assertThat(familiesOf(answer)).containsExactly(AddressFamily.IPV6);
    assertThat(answer.find(AddressErrorCode.class).family()).isEqualTo(AddressFamily.IPV4);
  }

  @Test
  void a_second_port_that_is_not_free_is_508_within_the_success() {
    relay.ports.families.add(AddressFamily.IPV6);
    relay.ports.left = 1;
    StunMessage answer = relay.allocate(BOTH);

    assertThat(familiesOf(answer)).containsExactly(AddressFamily.IPV4);
    assertThat(answer.find(AddressErrorCode.class).code()).isEqualTo(508);
  }

  @Test
  void ipv6_alone_is_granted_and_refuses_ipv4_peers_with_443() {
    relay.ports.families.add(AddressFamily.IPV6);
    StunMessage answer = relay.allocate(new RequestedAddressFamily(AddressFamily.IPV6));

    assertThat(familiesOf(answer)).containsExactly(AddressFamily.IPV6);
    assertThat(codeOf(relay.permit(PEER))).isEqualTo(443);
    assertThat(codeOf(relay.permit(PEER_6))).isZero();
  }

  @Test
  void each_peer_is_reached_from_the_address_of_its_family() {
    allocateBoth();
    FakeRelay.Socket v4 = relay.ports.open.get(0);
    FakeRelay.Socket v6 = relay.ports.open.get(1);
    assertThat(codeOf(relay.permit(PEER))).isZero();
    assertThat(codeOf(relay.permit(PEER_6))).isZero();

    indicate(PEER, false);
    indicate(PEER_6, false);

    assertThat(v4.sent).containsExactly("4444 data");
    assertThat(v6.sent).containsExactly("4444 data");
  }

  /** What an address hides is refused wherever a client may name it (design, section 9). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::192.168.1.1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2001:0:7f00:1::",
        "2001:0:c000:201::f5ff:fffe",
        "2001:db8::5efe:10.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1"
      })
  void a_forbidden_peer_is_refused_in_every_form_and_request(String address) {
    allocateBoth();
    InetSocketAddress peer = new InetSocketAddress(Cidr.parse(address).network(), 4444);
    XorPeerAddress named = new XorPeerAddress(peer);
    assertThat(codeOf(relay.ask(StunMethod.CREATE_PERMISSION, named))).isEqualTo(403);
    assertThat(codeOf(relay.ask(StunMethod.CHANNEL_BIND, new ChannelNumber(0x4000), named)))
        .isEqualTo(403);
    indicate(peer, false);
    assertThat(relay.ports.open).allMatch(socket -> socket.sent.isEmpty());
  }

  /** A permission is for an address; where data goes is looked at again for every Send. */
  @Test
  void send_is_refused_to_ports_of_the_relay_that_are_not_lent() {
    allocateBoth();
    InetSocketAddress ours = new InetSocketAddress(FakeRelay.SERVER.getAddress(), 22);
    assertThat(codeOf(relay.permit(ours))).isZero();
    indicate(ours, false);
    indicate(FakeRelay.SERVER, false);
    assertThat(relay.ports.open).allMatch(socket -> socket.sent.isEmpty());
    assertThat(relay.counters.snapshot().refusedPeers()).isEqualTo(2);
  }

  @Test
  void one_family_can_be_given_back_alone() {
    allocateBoth();
    assertThat(codeOf(relay.permit(PEER_6))).isZero();
    assertThat(codeOf(giveBack(AddressFamily.IPV6))).isZero();

    indicate(PEER_6, false);
    assertThat(relay.counters.unpermitted.sum()).isEqualTo(1);
    assertThat(codeOf(relay.permit(PEER))).isZero();
    assertThat(codeOf(giveBack(AddressFamily.IPV6))).isEqualTo(443);
    assertThat(codeOf(giveBack(AddressFamily.IPV4))).isZero();
    assertThat(relay.allocations.size()).isZero();
    assertThat(relay.ports.open).isEmpty();
  }

  @Test
  void a_refresh_with_lifetime_0_ends_both() {
    allocateBoth();
    assertThat(codeOf(relay.refresh(0))).isZero();
    assertThat(relay.ports.open).isEmpty();
  }

  @Test
  void dont_fragment_reaches_the_socket() {
    relay.allocate(new DontFragment());
    relay.permit(PEER);
    indicate(PEER, true);

    assertThat(relay.ports.open.get(0).sent).containsExactly("whole 4444 data");
  }

  @Test
  void dont_fragment_is_unknown_where_sockets_cannot_do_it() {
    relay.ports.canForbidFragments = false;
    StunMessage refusal = relay.allocate(new DontFragment());
    assertThat(codeOf(refusal)).isEqualTo(420);
    assertThat(refusal.find(UnknownAttributes.class).types()).containsExactly(0x001A);

    relay.allocate();
    relay.permit(PEER);
    indicate(PEER, true);
    assertThat(relay.ports.open.get(0).sent).isEmpty();
  }

  private StunMessage giveBack(AddressFamily family) {
    return relay.ask(StunMethod.REFRESH, new Lifetime(0), new RequestedAddressFamily(family));
  }

  private void indicate(InetSocketAddress peer, boolean unfragmented) {
    var id = TransactionId.random(new Random(3));
    var data = new Data(Unpooled.copiedBuffer("data", StandardCharsets.UTF_8));
    var to = new XorPeerAddress(peer);
    StunMessage message =
        unfragmented
            ? StunMessage.indication(StunMethod.SEND, id, to, new DontFragment(), data)
            : StunMessage.indication(StunMethod.SEND, id, to, data);
    relay.send(FakeRelay.encode(message, dev.awl.wire.stun.Protection.NONE));
  }
}
