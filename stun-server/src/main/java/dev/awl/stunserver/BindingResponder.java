package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.Fingerprint;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.ChangedAddress;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.ResponseOrigin;
import dev.awl.wire.stun.attribute.ResponsePort;
import dev.awl.wire.stun.attribute.SourceAddress;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers Binding requests as a pure function of datagram, source and receiving socket: RFC 8489
 * and RFC 5780 for clients that send the magic cookie, RFC 3489 for those that do not.
 *
 * <p>Immutable, so any number of threads may share it. RESPONSE-ADDRESS is ignored: it would make
 * the server a reflector. Credentials are ignored too: this server has no users.
 */
public final class BindingResponder {

  private static final int BINDING_REQUEST = 0x0001;
  private static final int CHANGE_REQUEST = 0x0003;
  private static final int RESPONSE_PORT = 0x0027;

  private final Supplier<ServedAddresses> served;
  private final ReplyLimit limit;

  public BindingResponder(ServedAddresses served, ReplyLimit limit) {
    this(() -> served, limit);
  }

  /**
   * @param served asked for each request: the alternate address of a partner comes and goes
   */
  public BindingResponder(Supplier<ServedAddresses> served, ReplyLimit limit) {
    this.served = served;
    this.limit = limit;
  }

  /** The addresses it tells clients about now. */
  public ServedAddresses served() {
    return served.get();
  }

  /**
   * Decides about one datagram.
   *
   * @param datagram borrowed; its indices do not move
   * @param received the socket it came in on
   */
  public Verdict respond(ByteBuf datagram, InetSocketAddress source, Corner received) {
    return respond(datagram, source, received, false);
  }

  /**
   * Decides about one message of a TCP connection. The reply goes back on that connection: what
   * asks for another way (CHANGE-REQUEST with a flag, RESPONSE-PORT) is refused with 420.
   *
   * @param message borrowed; its indices do not move
   * @param received the socket that took the connection
   */
  public Verdict respondToStream(ByteBuf message, InetSocketAddress source, Corner received) {
    return respond(message, source, received, true);
  }

  private Verdict respond(
      ByteBuf datagram, InetSocketAddress source, Corner received, boolean stream) {
    if (!isBindingRequest(datagram)) {
      return Drop.NOT_BINDING;
    }
    StunMessage request;
    try {
      request = StunDecoder.decode(datagram);
    } catch (StunFormatException e) {
      return Drop.MALFORMED;
    }
    // A classic client knows no FINGERPRINT: what looks like one there is something else.
    Fingerprint.Verdict fingerprint =
        request.id().isClassic() ? Fingerprint.Verdict.ABSENT : Fingerprint.verify(datagram);
    if (fingerprint == Fingerprint.Verdict.INVALID) {
      return Drop.BAD_FINGERPRINT;
    }
    ResponsePort port = request.find(ResponsePort.class);
    InetSocketAddress to =
        port == null || stream ? source : new InetSocketAddress(source.getAddress(), port.port());
    if (to.getPort() == 0 || source.getPort() == 0) {
      return Drop.UNANSWERABLE;
    }
    boolean mirrored = fingerprint == Fingerprint.Verdict.VALID;
    return answer(
        new Asked(
            request,
            datagram.readableBytes(),
            mirrored,
            source,
            to,
            received,
            stream,
            served.get()));
  }

  /** Whether the datagram is for this responder; the others may be TURN's. */
  public static boolean isBindingRequest(ByteBuf datagram) {
    return StunDecoder.looksLikeStun(datagram)
        && datagram.getUnsignedShort(datagram.readerIndex()) == BINDING_REQUEST;
  }

  private record Asked(
      StunMessage request,
      int length,
      boolean fingerprint,
      InetSocketAddress source,
      InetSocketAddress to,
      Corner received,
      boolean stream,
      ServedAddresses served) {

    boolean classic() {
      return request.id().isClassic();
    }
  }

  private Reply answer(Asked asked) {
    int[] unknown = asked.request.unknownComprehensionRequired();
    if (unknown.length > 0) {
      return unknownAttributes(asked, unknown);
    }
    ChangeRequest change = asked.request.find(ChangeRequest.class);
    if (change != null && !grantable(change, asked)) {
      return unknownAttributes(asked, CHANGE_REQUEST);
    }
    if (asked.stream && asked.request.has(ResponsePort.class)) {
      return unknownAttributes(asked, RESPONSE_PORT);
    }
    boolean padded = asked.request.has(Padding.class);
    if (padded && asked.request.has(ResponsePort.class)) {
      // RFC 5780 section 6.1: together they would flood a port that did not ask
      return refusal(asked, new ErrorCode(400, ""));
    }
    return success(asked, change == null ? asked.received : asked.received.change(change), padded);
  }

  /**
   * RFC 5780 section 6 refuses any CHANGE-REQUEST with 420 where there is no alternate address. But
   * classic clients send one with no flag set in every first request: that one can be granted.
   */
  private static boolean grantable(ChangeRequest change, Asked asked) {
    boolean asksNothing = !change.changeIp() && !change.changePort();
    if (asked.stream && !asksNothing) {
      return false;
    }
    return asked.served.alternate() != null || (asksNothing && asked.classic());
  }

  private Reply success(Asked asked, Corner from, boolean padded) {
    ReplyRoom room = new ReplyRoom(limit.allowed(asked.length, asked.classic()), asked.fingerprint);
    InetSocketAddress origin = asked.served.of(from);
    boolean alone = asked.served.alternate() == null;
    InetSocketAddress other = alone ? null : asked.served.of(asked.received.opposite());
    if (asked.classic()) {
      room.require(asked.source, MappedAddress::new);
      room.offer(other, ChangedAddress::new);
      room.offer(origin, SourceAddress::new);
    } else {
      room.require(asked.source, XorMappedAddress::new);
      if (other != null && !padded) {
        // the first request of turnutils_natdiscovery and pion is bare: without this it is the last
        room.require(other, OtherAddress::new);
      } else {
        room.offer(other, OtherAddress::new);
      }
      room.offer(origin, ResponseOrigin::new);
      room.offer(asked.source, MappedAddress::new);
    }
    if (padded) {
      room.padTo(asked.length);
    }
    StunMessage message = StunMessage.success(asked.request, room.attributes());
    return new Reply(from, asked.to, message, protection(asked));
  }

  private static Reply unknownAttributes(Asked asked, int... unknown) {
    List<Integer> types = new ArrayList<>(unknown.length + 1);
    for (int type : unknown) {
      types.add(type);
    }
    if (asked.classic() && types.size() % 2 != 0) {
      // RFC 3489 section 11.2.10: there is no padding, one type is repeated instead
      types.add(types.get(0));
    }
    // no reason phrase: it would make the reply longer than the limit allows
    return refusal(asked, new ErrorCode(420, ""), new UnknownAttributes(types));
  }

  /** Leaves from the socket that was asked, to where the request came from. */
  private static Reply refusal(Asked asked, StunAttribute... attributes) {
    StunMessage message = StunMessage.error(asked.request, attributes);
    return new Reply(asked.received, asked.source, message, protection(asked));
  }

  private static Protection protection(Asked asked) {
    return asked.fingerprint ? Protection.FINGERPRINT : Protection.NONE;
  }
}
