package dev.awl.relay.server;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The server's logic without sockets and under fake time; one client talks to it. */
final class FakeRelay {

  static final String REALM = "awl";
  static final InetSocketAddress SERVER = new InetSocketAddress("203.0.113.1", 3478);
  static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 40_000);
  static final InetAddress SERVER_6 = new InetSocketAddress("2001:db8::1", 0).getAddress();
  static final InetSocketAddress PEER = new InetSocketAddress("198.51.100.7", 4444);
  static final RequestedTransport UDP = new RequestedTransport(17);

  final RelayCounters counters = new RelayCounters();
  final Ports ports = new Ports();
  final AllocationTable allocations;
  final Reservations reservations = new Reservations(new SecureRandom());
  final RelayCore core;
  final TurnFront front;
  final List<String> toClient = new ArrayList<>();
  private final Random random = new Random(1);
  long now = Duration.ofHours(5).toNanos();
  Instant wallClock = Instant.ofEpochSecond(1_800_000_000);
  FiveTuple.Transport transport = FiveTuple.Transport.UDP;
  InetSocketAddress source = CLIENT;
  String username = "alice";
  String password = "wonder";
  String realm = REALM;
  String nonce = "";

  FakeRelay(RelayQuotas quotas) {
    this(quotas, REALM);
  }

  FakeRelay(RelayQuotas quotas, String realm) {
    RelayUsers users =
        new RelayUsers(
            realm, List.of("old secret", "new secret"), Map.of("alice", "wonder", "bob", "build"));
    InstantSource clock = () -> wallClock;
    PeerAddressPolicy policy =
        new PeerAddressPolicy(
            PeerRanges.NONE,
            Set.of(SERVER.getAddress()),
            Set.of(SERVER.getAddress()),
            SERVER::equals,
            ports.lent::contains);
    core =
        new RelayCore(
            new Authenticator(users, clock),
            new NonceIssuer(new SecureRandom()),
            policy,
            new RelayUsage(quotas),
            counters,
            new SecureRandom());
    allocations = new AllocationTable(core.usage(), counters);
    SourceLimiter limiter =
        new SourceLimiter(quotas.unauthenticatedPerSecond(), new SecureRandom());
    TurnResponder responder = new TurnResponder(core, allocations, ports, reservations, limiter);
    front = new TurnFront(allocations, responder, counters);
    this.realm = realm;
    nonce = core.nonces().issue(now, CLIENT);
  }

  FakeRelay() {
    this(RelayQuotas.DEFAULT);
  }

  /** A relay whose client has an allocation. */
  static FakeRelay allocated() {
    FakeRelay relay = new FakeRelay();
    relay.allocate();
    return relay;
  }

  /** The client goes on as this user; returns this relay. */
  FakeRelay as(String user, String itsPassword) {
    username = user;
    password = itsPassword;
    return this;
  }

  /** The client goes on from this address; returns this relay. */
  FakeRelay from(InetSocketAddress address) {
    source = address;
    nonce = core.nonces().issue(now, source);
    return this;
  }

  /** The client goes on with this nonce; returns this relay. */
  FakeRelay withNonce(String text) {
    nonce = text;
    return this;
  }

  StunMessage allocate(StunAttribute... more) {
    List<StunAttribute> attributes = new ArrayList<>(List.of(UDP));
    attributes.addAll(List.of(more));
    return ask(StunMethod.ALLOCATE, attributes.toArray(StunAttribute[]::new));
  }

  /** Sends a request with credentials; null for silence. */
  StunMessage ask(StunMethod method, StunAttribute... attributes) {
    return signed(request(method, attributes));
  }

  /** Sends a message with the user's integrity; null for silence. */
  StunMessage signed(StunMessage message) {
    return answer(encode(message, protection()));
  }

  /** Sends a message without integrity; null for silence. */
  StunMessage unprotected(StunMessage message) {
    return answer(encode(message, Protection.NONE));
  }

  /** Sends these bytes; null for silence. */
  StunMessage answer(ByteBuf bytes) {
    return decode(send(bytes));
  }

  StunMessage request(StunMethod method, StunAttribute... attributes) {
    List<StunAttribute> all = new ArrayList<>(List.of(attributes));
    all.add(new Username(username));
    all.add(new Realm(realm));
    all.add(new Nonce(nonce));
    return bare(method, all.toArray(StunAttribute[]::new));
  }

  StunMessage bare(StunMethod method, StunAttribute... attributes) {
    return StunMessage.request(method, TransactionId.random(random), attributes);
  }

  Protection protection() {
    MessageIntegrity sha1 = MessageIntegrity.SHA1;
    return Protection.of(sha1, sha1.longTermKey(username, realm, password));
  }

  static ByteBuf encode(StunMessage message, Protection protection) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out, protection);
    return out;
  }

  /** The bytes that come back, or null. */
  ByteBuf send(ByteBuf bytes) {
    ByteBuf answer = front.stun(now, new Client(source), bytes, bytes.alloc());
    if (answer == null) {
      return null;
    }
    try {
      return Unpooled.copiedBuffer(answer);
    } finally {
      answer.release();
    }
  }

  static StunMessage decode(ByteBuf bytes) {
    try {
      return bytes == null ? null : StunDecoder.decode(bytes);
    } catch (StunFormatException e) {
      throw new AssertionError(e);
    }
  }

  StunMessage permit(InetSocketAddress peer) {
    return ask(StunMethod.CREATE_PERMISSION, new XorPeerAddress(peer));
  }

  StunMessage refresh(long seconds) {
    return ask(StunMethod.REFRESH, new Lifetime(seconds));
  }

  void later(Duration duration) {
    now += duration.toNanos();
    nonce = core.nonces().issue(now, source);
  }

  /** Answer's error code, 0 for success, -1 for silence. */
  static int codeOf(StunMessage answer) {
    return answer == null ? -1 : answer.errorCode();
  }

  private final class Client implements ClientEnd {
    private final InetSocketAddress address;

    Client(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public void hangUp() {
      toClient.add("hung up");
    }

    @Override
    public FiveTuple fiveTuple() {
      return new FiveTuple(transport, address, SERVER);
    }

    @Override
    public void writeMessage(ByteBuf message) {
      message.release();
    }

    @Override
    public void writeChannelData(int channel, ByteBuf payload) {
      toClient.add(Integer.toHexString(channel) + " " + text(payload));
    }

    @Override
    public void writeIndication(InetSocketAddress peer, ByteBuf payload) {
      toClient.add(peer.getPort() + " " + text(payload));
    }
  }

  static String text(ByteBuf payload) {
    String text = payload.toString(StandardCharsets.UTF_8);
    payload.release();
    return text;
  }

  static final class Ports implements RelayedPorts {
    final Set<InetSocketAddress> lent = new HashSet<>();
    final List<Socket> open = new ArrayList<>();
    int left = 1000;
    private int next = 50_000;

    final Set<AddressFamily> families = EnumSet.of(AddressFamily.IPV4);
    boolean canForbidFragments = true;

    @Override
    public boolean supports(AddressFamily family) {
      return families.contains(family);
    }

    @Override
    public boolean canForbidFragments() {
      return canForbidFragments;
    }

    @Override
    public RelayedSocket open(AddressFamily family, boolean even) {
      next += even ? next & 1 : 0;
      return left-- > 0 ? new Socket(this, family, next++) : null;
    }

    @Override
    public Pair openPair(AddressFamily family) {
      RelayedSocket even = open(family, true);
      RelayedSocket odd = open(family, false);
      return even == null || odd == null ? null : new Pair(even, odd);
    }
  }

  static final class Socket implements RelayedSocket {
    final List<String> sent = new ArrayList<>();
    private final Ports ports;
    private final InetSocketAddress external;
    Allocation allocation;

    Socket(Ports ports, AddressFamily family, int port) {
      this.ports = ports;
      boolean v4 = family == AddressFamily.IPV4;
      external = new InetSocketAddress(v4 ? SERVER.getAddress() : SERVER_6, port);
      ports.lent.add(external);
      ports.open.add(this);
    }

    @Override
    public InetSocketAddress external() {
      return external;
    }

    @Override
    public void send(InetSocketAddress peer, ByteBuf payload) {
      sent.add(peer.getPort() + " " + text(payload));
    }

    @Override
    public void sendUnfragmented(InetSocketAddress peer, ByteBuf payload) {
      sent.add("whole " + peer.getPort() + " " + text(payload));
    }

    @Override
    public void attach(Allocation owner) {
      allocation = owner;
    }

    @Override
    public void close() {
      ports.lent.remove(external);
      ports.open.remove(this);
    }
  }
}
