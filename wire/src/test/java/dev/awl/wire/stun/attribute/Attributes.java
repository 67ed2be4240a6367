package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary attributes and messages for property tests. */
public final class Attributes {

  private static final Arbitrary<Long> UINT32 = Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);

  private Attributes() {}

  /** One generator for each kind, so that a test can see that none is missing. */
  static List<Arbitrary<? extends StunAttribute>> kinds() {
    return List.of(
        families().map(AdditionalAddressFamily::new),
        Combinators.combine(families(), ints(300, 699), text(763)).as(AddressErrorCode::new),
        text(763).map(AlternateDomain::new),
        address(AlternateServer::new),
        UINT32.map(CacheTimeout::new),
        Combinators.combine(FLAG, FLAG).as(ChangeRequest::new),
        address(ChangedAddress::new),
        ints(0, 0xFFFF).map(ChannelNumber::new),
        bytes(0, 100).map(each -> new Data(Unpooled.wrappedBuffer(each))),
        Arbitraries.just(new DontFragment()),
        Combinators.combine(ints(300, 699), text(763)).as(ErrorCode::new),
        FLAG.map(EvenPort::new),
        Combinators.combine(ints(0, 0x7F), ints(0, 0x1FF), UINT32).as(Icmp::new),
        UINT32.map(Lifetime::new),
        address(MappedAddress::new),
        text(763).map(Nonce::new),
        address(OtherAddress::new),
        ints(0, 200).map(Padding::new),
        text(763).map(Password::new),
        ints(0, 0xFFFF).map(PasswordAlgorithm::new),
        ints(0, 0xFFFF).list().ofMaxSize(5).map(PasswordAlgorithms::new),
        text(763).map(Realm::new),
        address(ReflectedFrom::new),
        families().map(RequestedAddressFamily::new),
        ints(0, 0xFF).map(RequestedTransport::new),
        Arbitraries.longs().map(ReservationToken::new),
        address(ResponseAddress::new),
        address(ResponseOrigin::new),
        ints(0, 0xFFFF).map(ResponsePort::new),
        text(763).map(Software::new),
        address(SourceAddress::new),
        Combinators.combine(Arbitraries.of(0x0024, 0x7FFF, 0x802A, 0xFFFF), bytes(0, 50))
            .as(UnknownAttribute::new),
        ints(0, 0xFFFF).list().ofMaxSize(9).map(UnknownAttributes::new),
        bytes(32, 32).map(UserHash::new),
        text(508).map(Username::new),
        address(XorMappedAddress::new),
        address(XorPeerAddress::new),
        address(XorRelayedAddress::new));
  }

  /** Any attribute. */
  public static Arbitrary<StunAttribute> any() {
    return Arbitraries.oneOf(
        kinds().stream().map(each -> each.map(StunAttribute.class::cast)).toList());
  }

  /** Any message of either dialect. */
  public static Arbitrary<StunMessage> messages() {
    return Combinators.combine(
            Arbitraries.of(StunMethod.class),
            Arbitraries.of(StunClass.class),
            ids(),
            any().list().ofMaxSize(8))
        .as(StunMessage::new);
  }

  static Arbitrary<TransactionId> ids() {
    Arbitrary<Integer> cookie =
        Arbitraries.oneOf(Arbitraries.just(TransactionId.MAGIC_COOKIE), Arbitraries.integers());
    return Combinators.combine(cookie, Arbitraries.integers(), Arbitraries.longs())
        .as(TransactionId::new);
  }

  private static Arbitrary<StunAttribute> address(
      Function<InetSocketAddress, StunAttribute> attribute) {
    Arbitrary<InetAddress> hosts =
        Arbitraries.oneOf(bytes(4, 4), bytes(16, 16)).map(Attributes::inetAddress);
    return Combinators.combine(hosts, ints(0, 0xFFFF)).as(InetSocketAddress::new).map(attribute);
  }

  private static InetAddress inetAddress(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Arbitrary<AddressFamily> families() {
    return Arbitraries.of(AddressFamily.class);
  }

  private static Arbitrary<Integer> ints(int from, int to) {
    return Arbitraries.integers().between(from, to);
  }

  private static Arbitrary<byte[]> bytes(int from, int to) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(from).ofMaxSize(to);
  }

  /** Text that UTF-8 can carry, without the zero at its end that readers cut off. */
  private static Arbitrary<String> text(int maxBytes) {
    return Arbitraries.strings()
        .all()
        .excludeChars('\0')
        .ofMaxLength(300)
        .map(each -> new String(each.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .filter(each -> each.getBytes(StandardCharsets.UTF_8).length <= maxBytes);
  }
}
