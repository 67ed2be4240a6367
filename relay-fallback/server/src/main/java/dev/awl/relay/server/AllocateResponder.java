package dev.awl.relay.server;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.AddressErrorCode;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.EvenPort;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.RequestedAddressFamily;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.ReservationToken;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers Allocate (RFC 8656 section 7.2) and Refresh (section 8.2). */
final class AllocateResponder {

  private final RelayCore core;
  private final AllocationTable allocations;
  private final RelayedPorts ports;
  private final Reservations reservations;

  AllocateResponder(
      RelayCore core, AllocationTable allocations, RelayedPorts ports, Reservations reservations) {
    this.core = core;
    this.allocations = allocations;
    this.ports = ports;
    this.reservations = reservations;
  }

  Answer allocate(TurnRequest request) {
    Allocation existing = request.allocation();
    if (existing != null) {
      return existsAlready(request, existing);
    }
    Answer complaint = complaintAbout(request);
    if (complaint != null) {
      return complaint;
    }
    String account = Authenticator.accountOf(request.username());
    return switch (core.usage().claim(account)) {
      case USER_QUOTA -> request.error(486, "Allocation quota of this user reached");
      case TOTAL_QUOTA -> request.error(508, "Relay is full");
      case DRAINING -> request.error(508, "Relay is about to stop");
      case GRANTED -> {
        Answer answer = open(request);
        if (answer == null) {
          core.usage().release(account);
          answer = request.error(508, "No relayed port free");
        }
        yield answer;
      }
    };
  }

  /** A repetition of the request that made it gets the same answer, byte for byte. */
  private static Answer existsAlready(TurnRequest request, Allocation existing) {
    Answer first = existing.answer();
    boolean repeated = existing.origin().request().equals(request.message().id());
    return repeated && first != null
        ? first
        : request.error(437, "This five-tuple has an allocation");
  }

  private @Nullable Answer complaintAbout(TurnRequest request) {
    StunMessage message = request.message();
    RequestedTransport transport = message.find(RequestedTransport.class);
    if (transport == null) {
      return request.badRequest("REQUESTED-TRANSPORT is missing");
    }
    if (transport.protocol() != RequestedTransport.UDP) {
      return request.error(442, "Only UDP is relayed");
    }
    FamilyWish wish = FamilyWish.of(message);
    boolean reserved = message.has(ReservationToken.class);
    if (reserved && (wish.named() || wish.additional() || message.has(EvenPort.class))) {
      return request.badRequest("RESERVATION-TOKEN excludes EVEN-PORT and address families");
    }
    EvenPort even = message.find(EvenPort.class);
    boolean pair = even != null && even.reserveNext();
    if (wish.additional() && (wish.named() || pair || wish.additionalIsIpv4())) {
      return request.badRequest("ADDITIONAL-ADDRESS-FAMILY is for IPv6 alone");
    }
    return ports.supports(wish.first()) || (wish.additional() && ports.supports(AddressFamily.IPV6))
        ? null
        : request.error(440, "No relayed address of this family");
  }

  /** Null when there is no port. */
  private @Nullable Answer open(TurnRequest request) {
    StunMessage message = request.message();
    ReservationToken token = message.find(ReservationToken.class);
    EvenPort even = message.find(EvenPort.class);
    AddressFamily family = FamilyWish.of(message).first();
    if (!ports.supports(family)) {
      family = AddressFamily.IPV6; // the additional one: one of two is a success that says so
    }
    if (token != null) {
      return grant(request, reservations.claim(request.now(), token.token()), null);
    }
    if (even == null || !even.reserveNext()) {
      return grant(request, ports.open(family, even != null), null);
    }
    if (reservations.isFull(request.now())) {
      return null;
    }
    RelayedPorts.Pair pair = ports.openPair(family);
    return pair == null ? null : grant(request, pair.even(), pair.odd());
  }

  private @Nullable Answer grant(
      TurnRequest request, @Nullable RelayedSocket socket, @Nullable RelayedSocket reserved) {
    if (socket == null) {
      return null;
    }
    var origin = new Allocation.Origin(request.username(), request.key(), request.message().id());
    Allocation allocation =
        new Allocation(
            request.client(),
            socket,
            origin,
            core.quotas(),
            core.policy(),
            core.counters(),
            core.usage().budgetOf(Authenticator.accountOf(request.username())));
    long seconds = lifetime(request.message());
    allocation.expireAt(request.now() + seconds * 1_000_000_000L);
    allocations.add(allocation);

    List<StunAttribute> attributes = new ArrayList<>();
    if (FamilyWish.of(request.message()).additional()) {
      AddressErrorCode missing = addOtherFamily(allocation, request.message());
      if (missing != null) {
        attributes.add(missing);
      }
    }
    allocation.relayed().forEach(each -> attributes.add(new XorRelayedAddress(each)));
    attributes.add(new XorMappedAddress(request.client().fiveTuple().client()));
    attributes.add(new Lifetime(seconds));
    if (reserved != null) {
      attributes.add(new ReservationToken(reservations.hold(request.now(), reserved)));
    }
    Answer answer = request.success(attributes.toArray(StunAttribute[]::new));
    allocation.answeredWith(answer);
    return answer;
  }

  /** The second of two families (RFC 8656 section 7.2), or why there is one only. */
  private @Nullable AddressErrorCode addOtherFamily(Allocation allocation, StunMessage message) {
    AddressFamily other =
        allocation.relays(AddressFamily.IPV4) ? AddressFamily.IPV6 : AddressFamily.IPV4;
    if (!ports.supports(other)) {
      return new AddressErrorCode(other, 440, "No relayed address of this family");
    }
    RelayedSocket socket = ports.open(other, message.has(EvenPort.class));
    if (socket == null) {
      return new AddressErrorCode(other, 508, "No relayed port free");
    }
    allocation.add(socket);
    return null;
  }

  Answer refresh(TurnRequest request) {
    Allocation allocation = request.allocation();
    if (allocation == null) {
      return request.noAllocation();
    }
    RequestedAddressFamily family = request.message().find(RequestedAddressFamily.class);
    if (family != null && !allocation.relays(family.family())) {
      return request.error(443, "The allocation has another address family");
    }
    Lifetime asked = request.message().find(Lifetime.class);
    if (asked != null && asked.seconds() == 0) {
      if (family == null || !allocation.giveBack(family.family())) {
        allocations.remove(allocation);
      }
      return request.success(new Lifetime(0));
    }
    long seconds = lifetime(request.message());
    allocation.expireAt(request.now() + seconds * 1_000_000_000L);
    return request.success(new Lifetime(seconds));
  }

  /** What is asked for, but neither below the default nor above the maximum. */
  private long lifetime(StunMessage message) {
    Lifetime asked = message.find(Lifetime.class);
    long least = core.quotas().defaultLifetime().toSeconds();
    long most = core.quotas().maxLifetime().toSeconds();
    return asked == null ? least : Math.max(least, Math.min(asked.seconds(), most));
  }
}
