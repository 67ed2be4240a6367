package dev.awl.relay.server;

import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.AddressFamily;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A relayed address lent to one client, with whom it may talk to (RFC 8656 section 6). */
final class Allocation {

  /** What a request to add a permission or channel came to. */
  enum Change {
    DONE,
    FULL,
    /** The number has another peer, or the peer another number (RFC 8656 section 12.2). */
    CONFLICT
  }

  /** Who asked, and how: a repetition of that very request gets the same answer again. */
  record Origin(String username, byte[] key, TransactionId request) {}

  private final ClientEnd client;

  /** One a family; the second one where ADDITIONAL-ADDRESS-FAMILY was granted. */
  private final List<RelayedSocket> sockets = new ArrayList<>(1);

  private final Origin origin;
  private final RelayQuotas quotas;
  private final PeerAddressPolicy policy;
  private final RelayCounters counters;
  private final RateBudget budget;
  private final Map<InetAddress, Permission> permissions = new HashMap<>(4);
  private final Map<InetSocketAddress, ChannelBinding> channelsByPeer = new HashMap<>(4);
  private final IntObjectHashMap<ChannelBinding> channelsByNumber = new IntObjectHashMap<>(4);
  private long expiresAt;
  private long bytesToPeers;
  private long bytesToClient;
  private @Nullable Answer answer;

  Allocation(
      ClientEnd client,
      RelayedSocket socket,
      Origin origin,
      RelayQuotas quotas,
      PeerAddressPolicy policy,
      RelayCounters counters,
      RateBudget budget) {
    this.client = client;
    this.sockets.add(socket);
    socket.attach(this);
    this.origin = origin;
    this.quotas = quotas;
    this.policy = policy;
    this.counters = counters;
    this.budget = budget;
  }

  FiveTuple fiveTuple() {
    return client.fiveTuple();
  }

  Origin origin() {
    return origin;
  }

  /** The relayed addresses: one, or two of different families. */
  List<InetSocketAddress> relayed() {
    return sockets.stream().map(RelayedSocket::external).toList();
  }

  boolean relays(AddressFamily family) {
    return socketOf(family) != null;
  }

  private @Nullable RelayedSocket socketOf(AddressFamily family) {
    for (int i = 0; i < sockets.size(); i++) {
      if (AddressFamily.of(sockets.get(i).external().getAddress()) == family) {
        return sockets.get(i);
      }
    }
    return null;
  }

  void add(RelayedSocket another) {
    sockets.add(another);
    another.attach(this);
  }

  /** Gives one family's address back (RFC 8656 section 8.2); false when none is left. */
  boolean giveBack(AddressFamily family) {
    RelayedSocket ended = socketOf(family);
    if (ended != null) {
      sockets.remove(ended);
      ended.close();
    }
    return !sockets.isEmpty();
  }

  void answeredWith(Answer success) {
    answer = success;
  }

  @Nullable Answer answer() {
    return answer;
  }

  void expireAt(long when) {
    expiresAt = when;
  }

  boolean isAlive(long now) {
    return now < expiresAt;
  }

  /** Whether so many more addresses still fit, counting those that are new. */
  boolean hasRoomFor(long now, Iterable<InetAddress> peers) {
    int fresh = 0;
    for (InetAddress peer : peers) {
      fresh += permissions.containsKey(peer) ? 0 : 1;
    }
    if (permissions.size() + fresh > quotas.permissions()) {
      forgetExpired(now);
    }
    return permissions.size() + fresh <= quotas.permissions();
  }

  /** Creates or refreshes; the caller asked {@link #hasRoomFor} and the policy. */
  Permission permit(long now, InetAddress peer) {
    Permission permission = permissions.computeIfAbsent(peer, address -> new Permission());
    permission.refresh(now);
    return permission;
  }

  /** Binds or refreshes a channel and its permission; the caller asked the policy. */
  Change bind(long now, int number, InetSocketAddress peer) {
    ChannelBinding byNumber = channelsByNumber.get(number);
    ChannelBinding byPeer = channelsByPeer.get(peer);
    if (byNumber != null && byNumber == byPeer) {
      byNumber.refresh(now);
      return Change.DONE;
    }
    if (isAlive(byNumber, now) || isAlive(byPeer, now)) {
      return Change.CONFLICT;
    }
    forgetExpired(now);
    if (channelsByPeer.size() >= quotas.channels()
        || !hasRoomFor(now, List.of(peer.getAddress()))) {
      return Change.FULL;
    }
    Permission permission = permit(now, peer.getAddress());
    ChannelBinding binding = new ChannelBinding(number, peer, permission);
    binding.refresh(now);
    channelsByNumber.put(number, binding);
    channelsByPeer.put(peer, binding);
    return Change.DONE;
  }

  private static boolean isAlive(@Nullable ChannelBinding binding, long now) {
    return binding != null && binding.isAlive(now);
  }

  private void forgetExpired(long now) {
    channelsByPeer
        .values()
        .removeIf(
            each -> {
              boolean dead = !each.isAlive(now);
              if (dead) {
                channelsByNumber.remove(each.number);
              }
              return dead;
            });
    // A permission that a living channel still points to must stay the one that is refreshed.
    permissions
        .entrySet()
        .removeIf(each -> !each.getValue().isAlive(now) && !isUsedByChannel(each.getValue()));
  }

  private boolean isUsedByChannel(Permission permission) {
    return channelsByPeer.values().stream().anyMatch(each -> each.permission == permission);
  }

  /** ChannelData from the client; the data is owned. */
  void relayToPeer(long now, int number, ByteBuf data) {
    ChannelBinding binding = channelsByNumber.get(number);
    if (binding == null || !binding.isAlive(now) || !binding.permission.isAlive(now)) {
      counters.unpermitted.increment();
      data.release();
      return;
    }
    send(now, binding.peer, data, false);
  }

  /** A Send indication from the client; the data is owned. */
  void relayToPeer(long now, InetSocketAddress peer, ByteBuf data, boolean unfragmented) {
    Permission permission = permissions.get(peer.getAddress());
    if (permission == null || !permission.isAlive(now)) {
      counters.unpermitted.increment();
      data.release();
    } else if (!policy.maySend(peer)) {
      counters.refusedPeers.increment();
      data.release();
    } else {
      send(now, peer, data, unfragmented);
    }
  }

  private void send(long now, InetSocketAddress peer, ByteBuf data, boolean unfragmented) {
    RelayedSocket socket = socketOf(AddressFamily.of(peer.getAddress()));
    if (socket == null) {
      counters.unpermitted.increment(); // its family was given back
      data.release();
      return;
    }
    if (isTooFast(now, data)) {
      return;
    }
    counters.packetsToPeers.increment();
    counters.bytesToPeers.add(data.readableBytes());
    bytesToPeers += data.readableBytes();
    if (unfragmented) {
      socket.sendUnfragmented(peer, data);
    } else {
      socket.send(peer, data);
    }
  }

  /** If so, the data was released. */
  private boolean isTooFast(long now, ByteBuf data) {
    if (budget.tryTake(now, data.readableBytes())) {
      return false;
    }
    counters.tooFast.increment();
    data.release();
    return true;
  }

  /** A datagram from a peer; the data is owned. */
  void relayToClient(long now, InetSocketAddress peer, ByteBuf data) {
    ChannelBinding binding = channelsByPeer.get(peer);
    boolean bound = isAlive(binding, now);
    Permission permission =
        bound && binding != null ? binding.permission : permissions.get(peer.getAddress());
    if (permission == null || !permission.isAlive(now)) {
      counters.unpermitted.increment();
      data.release();
      return;
    }
    if (isTooFast(now, data)) {
      return;
    }
    counters.packetsToClients.increment();
    counters.bytesToClients.add(data.readableBytes());
    bytesToClient += data.readableBytes();
    if (bound && binding != null) {
      client.writeChannelData(binding.number, data);
    } else {
      client.writeIndication(peer, data);
    }
  }

  /** Ends what new rules forbid: permissions and channels of peers that were allowed once. */
  void endRefused() {
    permissions.keySet().removeIf(peer -> !policy.mayPermit(peer));
    channelsByPeer
        .values()
        .removeIf(
            each -> {
              boolean refused = !policy.maySend(each.peer);
              if (refused) {
                channelsByNumber.remove(each.number);
              }
              return refused;
            });
  }

  RelayedSession view(long now) {
    return new RelayedSession(
        Authenticator.accountOf(origin.username()),
        fiveTuple().transport() == FiveTuple.Transport.UDP ? "udp" : "tcp",
        fiveTuple().client(),
        relayed(),
        (int) permissions.values().stream().filter(each -> each.isAlive(now)).count(),
        (int) channelsByPeer.values().stream().filter(each -> each.isAlive(now)).count(),
        bytesToPeers,
        bytesToClient,
        TimeUnit.NANOSECONDS.toSeconds(expiresAt - now));
  }

  void hangUp() {
    client.hangUp();
  }

  void close() {
    sockets.forEach(RelayedSocket::close);
  }
}
