package dev.awl.relay.client;

import dev.awl.relay.client.RelayRequest.Purpose;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Composes the requests of RFC 8656 with the credentials known so far. */
final class RelayRequests {

  private final RandomGenerator random;
  private final LongTermAuthentication authentication;

  RelayRequests(RandomGenerator random, LongTermAuthentication authentication) {
    this.random = random;
    this.authentication = authentication;
  }

  RelayRequest compose(Purpose purpose, @Nullable RelayPeer peer, int attempt) {
    List<StunAttribute> attributes = new ArrayList<>();
    switch (purpose) {
      case ALLOCATE -> attributes.add(new RequestedTransport(RequestedTransport.UDP));
      case RECLAIM -> attributes.add(new Lifetime(0));
      case REFRESH -> {}
      case PERMIT -> attributes.add(new XorPeerAddress(wanted(peer).address));
      case BIND -> {
        attributes.add(new ChannelNumber(wanted(peer).channel));
        attributes.add(new XorPeerAddress(wanted(peer).address));
      }
    }
    authentication.addTo(attributes);
    StunMessage message =
        StunMessage.request(
            method(purpose),
            TransactionId.random(random),
            attributes.toArray(StunAttribute[]::new));
    return new RelayRequest(purpose, message, authentication.protection(), peer, attempt);
  }

  private static RelayPeer wanted(@Nullable RelayPeer peer) {
    if (peer == null) {
      throw new IllegalArgumentException("a permission or channel needs a peer");
    }
    return peer;
  }

  private static StunMethod method(Purpose purpose) {
    return switch (purpose) {
      case ALLOCATE -> StunMethod.ALLOCATE;
      case RECLAIM, REFRESH -> StunMethod.REFRESH;
      case PERMIT -> StunMethod.CREATE_PERMISSION;
      case BIND -> StunMethod.CHANNEL_BIND;
    };
  }
}
