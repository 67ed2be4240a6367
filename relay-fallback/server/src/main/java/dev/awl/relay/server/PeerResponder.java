package dev.awl.relay.server;

import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Answers CreatePermission (RFC 8656 section 10.2) and ChannelBind (section 12.2). */
final class PeerResponder {

  private final PeerAddressPolicy policy;
  private final RelayCounters counters;

  PeerResponder(PeerAddressPolicy policy, RelayCounters counters) {
    this.policy = policy;
    this.counters = counters;
  }

  /** All or nothing: one bad address refuses the whole request. */
  Answer createPermission(TurnRequest request) {
    Allocation allocation = request.allocation();
    if (allocation == null) {
      return request.noAllocation();
    }
    Set<InetAddress> peers = new LinkedHashSet<>();
    for (XorPeerAddress each : request.message().all(XorPeerAddress.class)) {
      peers.add(each.address().getAddress());
    }
    if (peers.isEmpty()) {
      return request.badRequest("XOR-PEER-ADDRESS is missing");
    }
    for (InetAddress peer : peers) {
      if (isOtherFamily(allocation, peer)) {
        return request.error(443, "Peer of another address family");
      }
      if (!policy.mayPermit(peer)) {
        counters.refusedPeers.increment();
        return request.error(403, "Peer address not allowed");
      }
    }
    if (!allocation.hasRoomFor(request.now(), peers)) {
      return request.error(508, "Too many permissions");
    }
    peers.forEach(peer -> allocation.permit(request.now(), peer));
    return request.success();
  }

  Answer channelBind(TurnRequest request) {
    Allocation allocation = request.allocation();
    if (allocation == null) {
      return request.noAllocation();
    }
    ChannelNumber channel = request.message().find(ChannelNumber.class);
    List<XorPeerAddress> peers = request.message().all(XorPeerAddress.class);
    if (channel == null || peers.isEmpty()) {
      return request.badRequest("CHANNEL-NUMBER or XOR-PEER-ADDRESS is missing");
    }
    int number = channel.number();
    if (number < ChannelBinding.FIRST_NUMBER || number > ChannelBinding.LAST_NUMBER) {
      return request.badRequest("CHANNEL-NUMBER out of range");
    }
    InetSocketAddress peer = peers.get(0).address();
    if (isOtherFamily(allocation, peer.getAddress())) {
      return request.error(443, "Peer of another address family");
    }
    if (!policy.maySend(peer)) {
      counters.refusedPeers.increment();
      return request.error(403, "Peer address not allowed");
    }
    return switch (allocation.bind(request.now(), number, peer)) {
      case DONE -> request.success();
      case FULL -> request.error(508, "Too many channels");
      case CONFLICT -> request.badRequest("Channel or peer bound otherwise");
    };
  }

  private static boolean isOtherFamily(Allocation allocation, InetAddress peer) {
    return !allocation.relays(AddressFamily.of(peer));
  }
}
