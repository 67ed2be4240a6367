package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.RequestRow.SUCCESS;
import static dev.awl.relay.server.RequestRow.allocated;
import static dev.awl.relay.server.RequestRow.fresh;
import static dev.awl.relay.server.RequestRow.on;
import static dev.awl.wire.stun.StunMethod.CHANNEL_BIND;
import static dev.awl.wire.stun.StunMethod.CREATE_PERMISSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Permissions and channels that cannot be granted, and exactly what each request gets. */
class WrongPeerTest {
  private static final XorPeerAddress GOOD = new XorPeerAddress(PEER);
  private static final XorPeerAddress OTHER = peer("198.51.100.8", 1);
  private static final XorPeerAddress BAD = peer("10.0.0.1", 1);
  private static final XorPeerAddress V6 = peer("2001:db8::1", 1);
  private static final ChannelNumber NUMBER = new ChannelNumber(0x4000);
  private static final ChannelNumber NEXT = new ChannelNumber(0x4001);

  private static XorPeerAddress peer(String address, int port) {
    return new XorPeerAddress(new InetSocketAddress(address, port));
  }

  @TestFactory
  List<DynamicTest> permission_that_lacks_something() {
    return List.of(
        fresh("CreatePermission without allocation", 437, r -> r.ask(CREATE_PERMISSION, GOOD)),
        allocated("CreatePermission for nobody", 400, r -> r.ask(CREATE_PERMISSION)),
        allocated("CreatePermission for IPv6", 443, r -> r.ask(CREATE_PERMISSION, V6)),
        allocated(
            "CreatePermission for one good and one bad peer",
            403,
            r -> r.ask(CREATE_PERMISSION, GOOD, BAD)),
        on(
            () -> new FakeRelay(RelayQuotas.DEFAULT.withPeers(1, 10)),
            "more permissions than allowed",
            508,
            r -> {
              r.allocate();
              r.ask(CREATE_PERMISSION, GOOD);
              return r.ask(CREATE_PERMISSION, OTHER);
            }));
  }

  @Test
  void good_peer_beside_a_bad_one_stays_out() {
    FakeRelay relay = FakeRelay.allocated();
    relay.ask(CREATE_PERMISSION, GOOD, BAD);
    relay.ports.open.get(0).allocation.relayToClient(relay.now, PEER, Unpooled.buffer());
    assertThat(relay.toClient).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> nobody_reaches_private_and_special_addresses() {
    return Stream.of(
            "127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "224.0.0.1", "0.0.0.0")
        .flatMap(
            address ->
                Stream.of(
                    allocated(
                        "CreatePermission for " + address,
                        403,
                        r -> r.ask(CREATE_PERMISSION, peer(address, 80))),
                    allocated(
                        "ChannelBind to " + address,
                        403,
                        r -> r.ask(CHANNEL_BIND, NUMBER, peer(address, 80)))));
  }

  @TestFactory
  List<DynamicTest> channel_that_lacks_something() {
    return List.of(
        fresh("ChannelBind without allocation", 437, r -> r.ask(CHANNEL_BIND, NUMBER, GOOD)),
        allocated("ChannelBind without number", 400, r -> r.ask(CHANNEL_BIND, GOOD)),
        allocated("ChannelBind without peer", 400, r -> r.ask(CHANNEL_BIND, NUMBER)),
        allocated("ChannelBind for IPv6", 443, r -> r.ask(CHANNEL_BIND, NUMBER, V6)));
  }

  @TestFactory
  List<DynamicTest> channel_to_a_port_of_ours() {
    return List.of(
        allocated(
            "ChannelBind to port 0",
            403,
            r -> r.ask(CHANNEL_BIND, NUMBER, peer("198.51.100.7", 0))),
        allocated(
            "ChannelBind to the relay's own port",
            403,
            r -> r.ask(CHANNEL_BIND, NUMBER, new XorPeerAddress(FakeRelay.SERVER))),
        allocated(
            "ChannelBind to a port of the relay that is not lent",
            403,
            r -> r.ask(CHANNEL_BIND, NUMBER, peer("203.0.113.1", 60_000))),
        allocated(
            "ChannelBind to a port of the relay that is lent",
            SUCCESS,
            r -> r.ask(CHANNEL_BIND, NUMBER, new XorPeerAddress(r.ports.open.get(0).external()))));
  }

  @TestFactory
  Stream<DynamicTest> channel_numbers_are_those_of_the_rfc() {
    return Stream.concat(
        Stream.of(0, 0x3FFF, 0x8000, 0xFFFF).map(bad -> bindOf(bad, 400)),
        Stream.of(0x4000, 0x4FFF, 0x5000, 0x7FFF).map(good -> bindOf(good, SUCCESS)));
  }

  private static DynamicTest bindOf(int number, int expected) {
    return allocated(
        "ChannelBind of number " + Integer.toHexString(number),
        expected,
        r -> r.ask(CHANNEL_BIND, new ChannelNumber(number), GOOD));
  }

  @TestFactory
  List<DynamicTest> second_channel() {
    return List.of(
        allocated("a number bound to another peer", 400, r -> bindTwice(r, NUMBER, OTHER)),
        allocated("a peer bound to another number", 400, r -> bindTwice(r, NEXT, GOOD)),
        allocated("the same pair again", SUCCESS, r -> bindTwice(r, NUMBER, GOOD)),
        on(
            () -> new FakeRelay(RelayQuotas.DEFAULT.withPeers(10, 1)),
            "more channels than allowed",
            508,
            r -> {
              r.allocate();
              return bindTwice(r, NEXT, OTHER);
            }));
  }

  private static StunMessage bindTwice(FakeRelay relay, ChannelNumber number, XorPeerAddress peer) {
    relay.ask(CHANNEL_BIND, NUMBER, GOOD);
    return relay.ask(CHANNEL_BIND, number, peer);
  }
}
