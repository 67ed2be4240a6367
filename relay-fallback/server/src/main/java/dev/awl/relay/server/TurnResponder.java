package dev.awl.relay.server;

import dev.awl.wire.stun.Fingerprint;
import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.DontFragment;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers the STUN messages that clients send: format, then credentials (RFC 8489 section 9.2.4),
 * then unknown attributes, then the method. No sockets: time and bytes in, an answer out.
 */
final class TurnResponder {

  /** A bare Allocate: header and REQUESTED-TRANSPORT. */
  private static final double MAX_CHALLENGE_RATIO = 3.0; // design, safety rules of the wire

  private static final int CHALLENGE_FIXED_LENGTH = 20 + 8 + 4 + 20; // header, error, realm, nonce

  private final RelayCore core;
  private final AllocationTable allocations;
  private final RelayedPorts ports;
  private final AllocateResponder allocateResponder;
  private final PeerResponder peerResponder;
  private final SourceLimiter limiter;

  TurnResponder(
      RelayCore core,
      AllocationTable allocations,
      RelayedPorts ports,
      Reservations reservations,
      SourceLimiter limiter) {
    this.core = core;
    this.allocations = allocations;
    this.ports = ports;
    this.allocateResponder = new AllocateResponder(core, allocations, ports, reservations);
    this.peerResponder = new PeerResponder(core.policy(), core.counters());
    this.limiter = limiter;
  }

  /** Takes one whole message, borrowed; null when it deserves no answer. */
  @Nullable Answer answer(long now, ClientEnd client, ByteBuf bytes) {
    StunMessage message;
    try {
      message = StunDecoder.decode(bytes);
    } catch (StunFormatException broken) {
      core.counters().malformed.increment();
      return answerToBroken(now, client, bytes);
    }
    Fingerprint.Verdict fingerprint = Fingerprint.verify(bytes);
    if (fingerprint == Fingerprint.Verdict.INVALID) {
      core.counters().malformed.increment();
      return null;
    }
    boolean fingerprinted = fingerprint == Fingerprint.Verdict.VALID;
    if (message.is(StunMethod.SEND, StunClass.INDICATION)) {
      relay(now, client, message);
      return null;
    }
    if (message.type() != StunClass.REQUEST) {
      return null;
    }
    if (message.method() == StunMethod.BINDING) {
      return binding(now, client, message, fingerprinted);
    }
    return message.id().isClassic() ? null : turn(now, client, message, bytes, fingerprinted);
  }

  /** A header that is right deserves to hear that the rest is not. */
  private @Nullable Answer answerToBroken(long now, ClientEnd client, ByteBuf bytes) {
    try {
      StunMessage header = StunDecoder.decodeHeader(bytes);
      boolean request = header.type() == StunClass.REQUEST && !header.id().isClassic();
      return request && mayAnswer(now, client)
          ? unprotected(header, false, new ErrorCode(400, ""))
          : null;
    } catch (StunFormatException notEvenThat) {
      return null;
    }
  }

  private void relay(long now, ClientEnd client, StunMessage indication) {
    Allocation allocation = allocations.find(now, client.fiveTuple().client());
    XorPeerAddress peer = indication.find(XorPeerAddress.class);
    Data data = indication.find(Data.class);
    if (allocation == null || peer == null || data == null || unknownIn(indication).length > 0) {
      core.counters().unpermitted.increment();
      return;
    }
    allocation.relayToPeer(
        now, peer.address(), data.payload().retain(), indication.has(DontFragment.class));
  }

  private @Nullable Answer binding(
      long now, ClientEnd client, StunMessage request, boolean fingerprinted) {
    InetSocketAddress source = client.fiveTuple().client();
    if (!mayAnswer(now, client)) {
      return null;
    }
    int[] unknown = request.unknownComprehensionRequired();
    if (unknown.length > 0) {
      return unprotected(request, fingerprinted, new ErrorCode(420, ""), unknownOf(unknown));
    }
    StunAttribute mapped =
        request.id().isClassic() ? new MappedAddress(source) : new XorMappedAddress(source);
    return new Answer(
        StunMessage.success(request, mapped),
        fingerprinted ? Protection.FINGERPRINT : Protection.NONE);
  }

  private @Nullable Answer turn(
      long now, ClientEnd client, StunMessage message, ByteBuf bytes, boolean fingerprinted) {
    MessageIntegrity integrity = MessageIntegrity.of(bytes);
    if (integrity == null) {
      return challenge(now, client, message, bytes, fingerprinted, 401);
    }
    Username username = message.find(Username.class);
    Nonce nonce = message.find(Nonce.class);
    if (username == null || nonce == null || !message.has(Realm.class)) {
      return mayAnswer(now, client)
          ? unprotected(message, fingerprinted, new ErrorCode(400, ""))
          : null;
    }
    InetSocketAddress source = client.fiveTuple().client();
    if (!core.nonces().isValid(now, source, nonce.text())) {
      return challenge(now, client, message, bytes, fingerprinted, 438);
    }
    MessageIntegrity algorithm = KeyAlgorithms.usedBy(message, nonce.text());
    if (algorithm == null) {
      return mayAnswer(now, client)
          ? unprotected(message, fingerprinted, new ErrorCode(400, ""))
          : null;
    }
    Allocation allocation = allocations.find(now, source);
    byte[] key = keyOf(username.text(), algorithm, allocation, bytes);
    if (key == null) {
      return challenge(now, client, message, bytes, fingerprinted, 401);
    }
    Protection protection = Protection.of(integrity, key);
    return dispatch(
        new TurnRequest(
            now,
            message,
            client,
            username.text(),
            key,
            allocation,
            fingerprinted ? protection.withFingerprint() : protection));
  }

  /**
   * An allocation goes on with the key it was made with: time-limited credentials say how long one
   * may begin, not how long one may stay.
   */
  private byte @Nullable [] keyOf(
      String username, MessageIntegrity algorithm, @Nullable Allocation allocation, ByteBuf bytes) {
    if (allocation != null && allocation.origin().username().equals(username)) {
      byte[] known = allocation.origin().key();
      if (core.authenticator().proves(known, bytes)) {
        return known;
      }
    }
    return core.authenticator().keyThatProves(username, algorithm, bytes);
  }

  /** DONT-FRAGMENT is unknown to a server that cannot set the bit (RFC 8656 section 7.2). */
  private int[] unknownIn(StunMessage message) {
    int[] unknown = message.unknownComprehensionRequired();
    DontFragment unfragmented = message.find(DontFragment.class);
    return unfragmented == null || ports.canForbidFragments()
        ? unknown
        : IntStream.concat(IntStream.of(unknown), IntStream.of(unfragmented.type())).toArray();
  }

  private Answer dispatch(TurnRequest request) {
    int[] unknown = unknownIn(request.message());
    if (unknown.length > 0) {
      return request.error(420, "Unknown attribute", unknownOf(unknown));
    }
    Allocation allocation = request.allocation();
    if (allocation != null
        && request.message().method() != StunMethod.ALLOCATE
        && !allocation.origin().username().equals(request.username())) {
      return request.error(441, "The allocation is another user's");
    }
    return switch (request.message().method()) {
      case ALLOCATE -> allocateResponder.allocate(request);
      case REFRESH -> allocateResponder.refresh(request);
      case CREATE_PERMISSION -> peerResponder.createPermission(request);
      case CHANNEL_BIND -> peerResponder.channelBind(request);
      case BINDING, SHARED_SECRET, SEND, DATA, CONNECT, CONNECTION_BIND, CONNECTION_ATTEMPT ->
          request.badRequest("No such request");
    };
  }

  /** 401 or 438 with realm and nonce; never more than 3.0 times what it answers. */
  private @Nullable Answer challenge(
      long now,
      ClientEnd client,
      StunMessage request,
      ByteBuf bytes,
      boolean fingerprinted,
      int code) {
    if (!mayAnswer(now, client)) {
      return null;
    }
    String realm = core.authenticator().realm();
    int length = CHALLENGE_FIXED_LENGTH + ((realm.length() + 3) & ~3) + (fingerprinted ? 8 : 0);
    double limit = MAX_CHALLENGE_RATIO * bytes.readableBytes();
    if (length > limit) {
      return unprotected(request, fingerprinted, new ErrorCode(400, ""));
    }
    core.counters().challenges.increment();
    InetSocketAddress source = client.fiveTuple().client();
    ErrorCode error = new ErrorCode(code, "");
    // A realm that leaves no room for SHA-256 within the limit is served with MD5 as ever.
    return length + KeyAlgorithms.OFFER_LENGTH > limit
        ? unprotected(
            request,
            fingerprinted,
            error,
            new Realm(realm),
            new Nonce(core.nonces().issue(now, source)))
        : unprotected(
            request,
            fingerprinted,
            error,
            new Realm(realm),
            new Nonce(core.nonces().issueWithPasswordAlgorithms(now, source)),
            KeyAlgorithms.OFFER);
  }

  /** A stream has proved its return path already; a datagram's source may be forged. */
  private boolean mayAnswer(long now, ClientEnd client) {
    FiveTuple fiveTuple = client.fiveTuple();
    boolean may =
        fiveTuple.transport() == FiveTuple.Transport.TCP
            || limiter.tryTake(now, fiveTuple.client().getAddress());
    if (!may) {
      core.counters().limited.increment();
    }
    return may;
  }

  private static Answer unprotected(
      StunMessage request, boolean fingerprinted, StunAttribute... attributes) {
    return new Answer(
        StunMessage.error(request, attributes),
        fingerprinted ? Protection.FINGERPRINT : Protection.NONE);
  }

  private static UnknownAttributes unknownOf(int[] types) {
    return new UnknownAttributes(Arrays.stream(types).boxed().toList());
  }
}
