package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.AdditionalAddressFamily;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.EvenPort;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.RequestedAddressFamily;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.ReservationToken;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every way to ask wrongly, and exactly what each one gets. */
class BadRequestTest {

  /** No answer at all. */
  private static final int SILENCE = -1;

  private static final int SUCCESS = 0;

  private static final StunMethod ALLOCATE = StunMethod.ALLOCATE;
  private static final StunMethod REFRESH = StunMethod.REFRESH;
  private static final StunMethod PERMIT = StunMethod.CREATE_PERMISSION;
  private static final StunMethod BIND = StunMethod.CHANNEL_BIND;
  private static final RequestedTransport UDP = new RequestedTransport(17);
  private static final XorPeerAddress GOOD = new XorPeerAddress(PEER);
  private static final XorPeerAddress OTHER = peer("198.51.100.8", 1);
  private static final XorPeerAddress V6 = peer("2001:db8::1", 1);

  private final List<DynamicTest> rows = new ArrayList<>();

  private static XorPeerAddress peer(String address, int port) {
    return new XorPeerAddress(new InetSocketAddress(address, port));
  }

  private void fresh(String what, int expected, Function<FakeRelay, Integer> ask) {
    rows.add(row(what, expected, ask, FakeRelay::new));
  }

  private void allocated(String what, int expected, Function<FakeRelay, Integer> ask) {
    rows.add(row(what, expected, ask, FakeRelay::allocated));
  }

  private static DynamicTest row(
      String what,
      int expected,
      Function<FakeRelay, Integer> ask,
      java.util.function.Supplier<FakeRelay> relay) {
    return DynamicTest.dynamicTest(
        what + " -> " + expected, () -> assertThat(ask.apply(relay.get())).isEqualTo(expected));
  }

  private static int code(StunMessage answer) {
    return FakeRelay.codeOf(answer);
  }

  private static int codeOfBytes(FakeRelay relay, ByteBuf bytes) {
    return code(FakeRelay.decode(relay.send(bytes)));
  }

  private static int unprotected(FakeRelay relay, StunMessage message) {
    return codeOfBytes(relay, FakeRelay.encode(message, Protection.NONE));
  }

  @TestFactory
  List<DynamicTest> each_gets_its_answer() {
    credentials();
    allocateRequests();
    refreshRequests();
    permissionRequests();
    channelRequests();
    brokenMessages();
    unknownThings();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(60);
    return rows;
  }

  private void credentials() {
    for (StunMethod method : List.of(ALLOCATE, REFRESH, PERMIT, BIND)) {
      fresh(method + " without credentials", 401, r -> unprotected(r, r.bare(method, UDP)));
      fresh(
          method + " with credentials but no integrity",
          401,
          r -> unprotected(r, r.request(method, UDP)));
    }
    fresh("20 bytes, whose challenge would still fit", 401, r -> unprotected(r, r.bare(ALLOCATE)));
    rows.add(
        row(
            "20 bytes, whose challenge would be too large",
            400,
            r -> unprotected(r, r.bare(ALLOCATE)),
            () -> new FakeRelay(RelayQuotas.DEFAULT, "relay.example.org")));
    fresh(
        "integrity without user name",
        400,
        r -> signed(r, r.bare(ALLOCATE, UDP, new Realm("awl"), new Nonce(r.nonce))));
    fresh(
        "integrity without realm",
        400,
        r -> signed(r, r.bare(ALLOCATE, UDP, new Username("alice"), new Nonce(r.nonce))));
    fresh(
        "integrity without nonce",
        400,
        r -> signed(r, r.bare(ALLOCATE, UDP, new Username("alice"), new Realm("awl"))));
    fresh(
        "wrong password",
        401,
        r -> {
          r.password = "guess";
          return code(r.allocate());
        });
    fresh(
        "unknown user",
        401,
        r -> {
          r.username = "mallory";
          return code(r.allocate());
        });
    fresh(
        "key of another realm",
        401,
        r -> {
          r.realm = "elsewhere";
          return code(r.allocate());
        });
    fresh(
        "nonce that nobody issued",
        438,
        r -> {
          r.nonce = "0123456789abcdef";
          return code(r.allocate());
        });
    fresh(
        "nonce that is no base64",
        438,
        r -> {
          r.nonce = "!";
          return code(r.allocate());
        });
    fresh(
        "nonce of yesterday",
        438,
        r -> {
          r.now += Duration.ofHours(1).toNanos();
          return code(r.allocate());
        });
    fresh(
        "nonce issued to another address",
        438,
        r -> {
          r.nonce = r.core.nonces().issue(r.now, PEER);
          return code(r.allocate());
        });
    fresh(
        "nonce replayed from another address",
        438,
        r -> {
          r.source = PEER;
          return code(r.allocate());
        });
    fresh(
        "time-limited name that has expired",
        401,
        r -> {
          r.username = r.wallClock.minusSeconds(1).getEpochSecond() + ":carol";
          r.password = Authenticator.timeLimitedPassword("new secret", r.username);
          return code(r.allocate());
        });
    fresh(
        "time-limited name whose time was changed",
        401,
        r -> {
          r.username = r.wallClock.plusSeconds(9999).getEpochSecond() + ":carol";
          r.password =
              Authenticator.timeLimitedPassword(
                  "new secret", r.wallClock.plusSeconds(1).getEpochSecond() + ":carol");
          return code(r.allocate());
        });
    fresh(
        "time-limited name under the secret before rotation",
        SUCCESS,
        r -> {
          r.username = r.wallClock.plusSeconds(9999).getEpochSecond() + ":carol";
          r.password = Authenticator.timeLimitedPassword("old secret", r.username);
          return code(r.allocate());
        });
    fresh(
        "integrity by SHA-256, which was not offered",
        401,
        r ->
            codeOfBytes(
                r,
                FakeRelay.encode(
                    r.request(ALLOCATE, UDP),
                    Protection.of(
                        MessageIntegrity.SHA256,
                        MessageIntegrity.SHA256.longTermKey("alice", "awl", "wonder")))));
    for (StunMethod method : List.of(REFRESH, PERMIT, BIND)) {
      allocated(
          method + " of another user on this five-tuple",
          441,
          r -> {
            r.username = "bob";
            r.password = "build";
            return code(r.ask(method, GOOD));
          });
    }
    allocated(
        "right user, wrong password, on an existing allocation",
        401,
        r -> {
          r.password = "guess";
          return code(r.refresh(600));
        });
  }

  private static int signed(FakeRelay relay, StunMessage message) {
    return codeOfBytes(relay, FakeRelay.encode(message, relay.protection()));
  }

  private void allocateRequests() {
    fresh("Allocate without transport", 400, r -> code(r.ask(ALLOCATE)));
    fresh("Allocate for TCP", 442, r -> code(r.ask(ALLOCATE, new RequestedTransport(6))));
    fresh("Allocate for protocol 0", 442, r -> code(r.ask(ALLOCATE, new RequestedTransport(0))));
    fresh(
        "Allocate for IPv6 where there is none",
        440,
        r -> code(r.allocate(new RequestedAddressFamily(AddressFamily.IPV6))));
    fresh(
        "both family attributes",
        400,
        r ->
            code(
                r.allocate(
                    new RequestedAddressFamily(AddressFamily.IPV4),
                    new AdditionalAddressFamily(AddressFamily.IPV6))));
    fresh(
        "IPv4 as additional family",
        400,
        r -> code(r.allocate(new AdditionalAddressFamily(AddressFamily.IPV4))));
    fresh(
        "additional family with a port pair",
        400,
        r -> code(r.allocate(new AdditionalAddressFamily(AddressFamily.IPV6), new EvenPort(true))));
    fresh(
        "token with even port",
        400,
        r -> code(r.allocate(new ReservationToken(1), new EvenPort(false))));
    fresh(
        "token with family",
        400,
        r ->
            code(
                r.allocate(
                    new ReservationToken(1), new RequestedAddressFamily(AddressFamily.IPV4))));
    fresh("token that nobody issued", 508, r -> code(r.allocate(new ReservationToken(1))));
    fresh(
        "no port left",
        508,
        r -> {
          r.ports.left = 0;
          return code(r.allocate());
        });
    fresh(
        "no second port left for a pair",
        508,
        r -> {
          r.ports.left = 1;
          return code(r.allocate(new EvenPort(true)));
        });
    allocated("a second Allocate on the five-tuple", 437, r -> code(r.allocate()));
    allocated(
        "a second Allocate by somebody else",
        437,
        r -> {
          r.username = "bob";
          r.password = "build";
          return code(r.allocate());
        });
    rows.add(
        row(
            "more allocations than a user may have",
            486,
            r -> {
              r.allocate();
              r.source = PEER;
              r.later(Duration.ZERO);
              return code(r.allocate());
            },
            () -> new FakeRelay(RelayQuotas.DEFAULT.withAllocations(1, 10))));
    rows.add(
        row(
            "more allocations than the server has",
            508,
            r -> {
              r.allocate();
              r.source = PEER;
              r.username = "bob";
              r.password = "build";
              r.later(Duration.ZERO);
              return code(r.allocate());
            },
            () -> new FakeRelay(RelayQuotas.DEFAULT.withAllocations(1, 1))));
  }

  private void refreshRequests() {
    fresh("Refresh without allocation", 437, r -> code(r.refresh(600)));
    fresh("Refresh to end nothing", 437, r -> code(r.refresh(0)));
    allocated(
        "Refresh for another family",
        443,
        r -> code(r.ask(REFRESH, new RequestedAddressFamily(AddressFamily.IPV6))));
    allocated(
        "Refresh after the end of life",
        437,
        r -> {
          r.later(Duration.ofMinutes(10));
          return code(r.refresh(600));
        });
    allocated(
        "Refresh after a release",
        437,
        r -> {
          r.refresh(0);
          return code(r.refresh(600));
        });
  }

  private void permissionRequests() {
    fresh("CreatePermission without allocation", 437, r -> code(r.ask(PERMIT, GOOD)));
    allocated("CreatePermission for nobody", 400, r -> code(r.ask(PERMIT)));
    allocated("CreatePermission for IPv6", 443, r -> code(r.ask(PERMIT, V6)));
    for (String address :
        List.of(
            "127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "224.0.0.1", "0.0.0.0")) {
      allocated(
          "CreatePermission for " + address, 403, r -> code(r.ask(PERMIT, peer(address, 80))));
      allocated(
          "ChannelBind to " + address,
          403,
          r -> code(r.ask(BIND, new ChannelNumber(0x4000), peer(address, 80))));
    }
    allocated(
        "CreatePermission for one good and one bad peer",
        403,
        r -> code(r.ask(PERMIT, GOOD, peer("10.0.0.1", 1))));
    allocated(
        "the same, and the good one stays out",
        SUCCESS,
        r -> {
          r.ask(PERMIT, GOOD, peer("10.0.0.1", 1));
          r.ports.open.get(0).allocation.relayToClient(r.now, PEER, Unpooled.buffer());
          return r.toClient.size();
        });
    rows.add(
        row(
            "more permissions than allowed",
            508,
            r -> {
              r.allocate();
              r.ask(PERMIT, GOOD);
              return code(r.ask(PERMIT, OTHER));
            },
            () -> new FakeRelay(RelayQuotas.DEFAULT.withPeers(1, 10))));
  }

  private void channelRequests() {
    ChannelNumber number = new ChannelNumber(0x4000);
    fresh("ChannelBind without allocation", 437, r -> code(r.ask(BIND, number, GOOD)));
    allocated("ChannelBind without number", 400, r -> code(r.ask(BIND, GOOD)));
    allocated("ChannelBind without peer", 400, r -> code(r.ask(BIND, number)));
    allocated("ChannelBind for IPv6", 443, r -> code(r.ask(BIND, number, V6)));
    allocated(
        "ChannelBind to port 0", 403, r -> code(r.ask(BIND, number, peer("198.51.100.7", 0))));
    allocated(
        "ChannelBind to the relay's own port",
        403,
        r -> code(r.ask(BIND, number, new XorPeerAddress(FakeRelay.SERVER))));
    allocated(
        "ChannelBind to a port of the relay that is not lent",
        403,
        r -> code(r.ask(BIND, number, peer("203.0.113.1", 60_000))));
    allocated(
        "ChannelBind to a port of the relay that is lent",
        SUCCESS,
        r -> code(r.ask(BIND, number, new XorPeerAddress(r.ports.open.get(0).external()))));
    for (int bad : List.of(0, 0x3FFF, 0x8000, 0xFFFF)) {
      allocated(
          "ChannelBind of number " + Integer.toHexString(bad),
          400,
          r -> code(r.ask(BIND, new ChannelNumber(bad), GOOD)));
    }
    for (int good : List.of(0x4000, 0x4FFF, 0x5000, 0x7FFF)) {
      allocated(
          "ChannelBind of number " + Integer.toHexString(good),
          SUCCESS,
          r -> code(r.ask(BIND, new ChannelNumber(good), GOOD)));
    }
    allocated(
        "a number bound to another peer",
        400,
        r -> {
          r.ask(BIND, number, GOOD);
          return code(r.ask(BIND, number, OTHER));
        });
    allocated(
        "a peer bound to another number",
        400,
        r -> {
          r.ask(BIND, number, GOOD);
          return code(r.ask(BIND, new ChannelNumber(0x4001), GOOD));
        });
    allocated(
        "the same pair again",
        SUCCESS,
        r -> {
          r.ask(BIND, number, GOOD);
          return code(r.ask(BIND, number, GOOD));
        });
    rows.add(
        row(
            "more channels than allowed",
            508,
            r -> {
              r.allocate();
              r.ask(BIND, number, GOOD);
              return code(r.ask(BIND, new ChannelNumber(0x4001), OTHER));
            },
            () -> new FakeRelay(RelayQuotas.DEFAULT.withPeers(10, 1))));
  }

  private void brokenMessages() {
    fresh("nothing", SILENCE, r -> codeOfBytes(r, Unpooled.EMPTY_BUFFER));
    fresh("nineteen bytes", SILENCE, r -> codeOfBytes(r, Unpooled.wrappedBuffer(new byte[19])));
    fresh(
        "a length that is not the datagram's",
        SILENCE,
        r -> codeOfBytes(r, whole(r).setShort(2, 12)));
    fresh("cut off in the middle", SILENCE, r -> codeOfBytes(r, whole(r).writerIndex(30)));
    fresh("an unknown method", SILENCE, r -> codeOfBytes(r, whole(r).setShort(0, 0x00FF)));
    fresh("a classic Allocate", SILENCE, r -> codeOfBytes(r, whole(r).setInt(4, 42)));
    fresh(
        "an attribute longer than the message",
        400,
        r -> codeOfBytes(r, whole(r).setShort(22, 400)));
    fresh("a transport of two bytes", 400, r -> codeOfBytes(r, whole(r).setShort(22, 2)));
    fresh(
        "an address family that does not exist",
        400,
        r -> codeOfBytes(r, raw(r, ALLOCATE, 0x0017, 9, 0, 0, 0)));
    fresh(
        "a peer address of three bytes", 400, r -> codeOfBytes(r, raw(r, PERMIT, 0x0012, 0, 1, 0)));
    fresh("a lifetime of one byte", 400, r -> codeOfBytes(r, raw(r, REFRESH, 0x000D, 1)));
    fresh("a token of four bytes", 400, r -> codeOfBytes(r, raw(r, ALLOCATE, 0x0022, 1, 2, 3, 4)));
    fresh(
        "a wrong fingerprint",
        SILENCE,
        r -> {
          ByteBuf bytes = FakeRelay.encode(r.bare(ALLOCATE, UDP), Protection.FINGERPRINT);
          return codeOfBytes(r, bytes.setByte(bytes.writerIndex() - 1, 0x55));
        });
    fresh("a response", SILENCE, r -> unprotected(r, StunMessage.success(r.bare(ALLOCATE, UDP))));
    fresh(
        "an Allocate indication",
        SILENCE,
        r -> unprotected(r, StunMessage.indication(ALLOCATE, TransactionId.random(new Random()))));
    fresh(
        "a Send indication without allocation",
        SILENCE,
        r -> unprotected(r, StunMessage.indication(StunMethod.SEND, id(), GOOD)));
  }

  private static TransactionId id() {
    return TransactionId.random(new Random());
  }

  private static ByteBuf whole(FakeRelay relay) {
    return FakeRelay.encode(relay.bare(ALLOCATE, UDP), Protection.NONE);
  }

  private static ByteBuf raw(FakeRelay relay, StunMethod method, int type, int... value) {
    byte[] bytes = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      bytes[i] = (byte) value[i];
    }
    return FakeRelay.encode(relay.bare(method, new UnknownAttribute(type, bytes)), Protection.NONE);
  }

  private void unknownThings() {
    UnknownAttribute required = new UnknownAttribute(0x0033, new byte[4]);
    UnknownAttribute optional = new UnknownAttribute(0xC033, new byte[4]);
    for (StunMethod method : List.of(ALLOCATE, REFRESH, PERMIT, BIND)) {
      fresh(method + " with an unknown attribute", 420, r -> code(r.ask(method, required)));
    }
    fresh("an unknown attribute that may be ignored", SUCCESS, r -> code(r.allocate(optional)));
    fresh(
        "Binding with an unknown attribute",
        420,
        r -> unprotected(r, r.bare(StunMethod.BINDING, required)));
    for (StunMethod method :
        List.of(StunMethod.SEND, StunMethod.DATA, StunMethod.CONNECT, StunMethod.SHARED_SECRET)) {
      fresh(method + " as a request", 400, r -> code(r.ask(method)));
    }
    allocated("lifetime 0", SUCCESS, r -> code(r.ask(REFRESH, new Lifetime(0))));
  }
}
