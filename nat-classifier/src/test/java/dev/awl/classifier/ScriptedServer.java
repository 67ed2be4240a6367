package dev.awl.classifier;

import static dev.awl.classifier.Addresses.A1P1;
import static dev.awl.classifier.Addresses.A1P2;
import static dev.awl.classifier.Addresses.A2P1;
import static dev.awl.classifier.Addresses.A2P2;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.ChangedAddress;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A STUN server that answers as real ones are known to. */
enum ScriptedServer {
  /** RFC 5780. */
  MODERN,
  /** RFC 5780, and no reply much longer than its request. */
  THRIFTY,
  /** RFC 3489; silent to what carries a newer attribute, as Debian's stund is. */
  CLASSIC,
  /** One address: refuses CHANGE-REQUEST with 420. */
  SINGLE,
  /** Names another address, but always answers from where it was asked. */
  IGNORES_CHANGE,
  /** Names another address from which nothing ever comes. */
  DEAD_ALTERNATE,
  /** Asks for credentials. */
  REFUSES,
  /** Not there. */
  SILENT;

  static final List<InetSocketAddress> CORNERS = List.of(A1P1, A1P2, A2P1, A2P2);

  record Reply(InetSocketAddress from, StunMessage message) {}

  /** Null: no reply. */
  Reply answer(InetSocketAddress asked, InetSocketAddress source, StunMessage request) {
    ChangeRequest change = request.find(ChangeRequest.class);
    InetSocketAddress from = change == null ? asked : changed(asked, change);
    return switch (this) {
      case MODERN -> new Reply(from, modern(request, source, other(asked)));
      case THRIFTY -> {
        boolean room = change != null || request.has(Software.class);
        yield new Reply(from, room ? modern(request, source, other(asked)) : bare(request, source));
      }
      case CLASSIC ->
          request.has(Software.class) ? null : new Reply(from, classic(request, source, asked));
      case SINGLE ->
          change == null ? new Reply(asked, bare(request, source)) : refusal(asked, request, 420);
      case IGNORES_CHANGE -> new Reply(asked, modern(request, source, other(asked)));
      case DEAD_ALTERNATE ->
          from.getAddress().equals(A2P2.getAddress())
              ? null
              : new Reply(from, modern(request, source, other(asked)));
      case REFUSES -> refusal(asked, request, 401);
      case SILENT -> null;
    };
  }

  private static Reply refusal(InetSocketAddress from, StunMessage request, int code) {
    return new Reply(from, StunMessage.error(request, new ErrorCode(code, "")));
  }

  private static StunMessage bare(StunMessage request, InetSocketAddress source) {
    return StunMessage.success(request, new XorMappedAddress(source));
  }

  private static StunMessage modern(
      StunMessage request, InetSocketAddress source, InetSocketAddress other) {
    return StunMessage.success(request, new XorMappedAddress(source), new OtherAddress(other));
  }

  private static StunMessage classic(
      StunMessage request, InetSocketAddress source, InetSocketAddress asked) {
    return StunMessage.success(
        request, new MappedAddress(source), new ChangedAddress(other(asked)));
  }

  private static InetSocketAddress other(InetSocketAddress asked) {
    return changed(asked, new ChangeRequest(true, true));
  }

  private static InetSocketAddress changed(InetSocketAddress asked, ChangeRequest change) {
    boolean first = asked.getAddress().equals(A1P1.getAddress()) != change.changeIp();
    InetAddress ip = first ? A1P1.getAddress() : A2P1.getAddress();
    boolean firstPort = (asked.getPort() == A1P1.getPort()) != change.changePort();
    return new InetSocketAddress(ip, firstPort ? A1P1.getPort() : A1P2.getPort());
  }
}
