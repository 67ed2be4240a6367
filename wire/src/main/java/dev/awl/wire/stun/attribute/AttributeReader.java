package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** Finds the decoder of an attribute by its type. */
public final class AttributeReader {

  private AttributeReader() {}

  /**
   * Decodes one attribute.
   *
   * @param value exactly the value, without padding
   */
  public static StunAttribute read(int type, ByteBuf value, TransactionId id)
      throws StunFormatException {
    return switch (type) {
      case MappedAddress.TYPE -> new MappedAddress(StunAddress.read(value));
      case ResponseAddress.TYPE -> new ResponseAddress(StunAddress.read(value));
      case ChangeRequest.TYPE -> ChangeRequest.read(value);
      case SourceAddress.TYPE -> new SourceAddress(StunAddress.read(value));
      case ChangedAddress.TYPE -> new ChangedAddress(StunAddress.read(value));
      case Username.TYPE -> Username.read(value);
      case Password.TYPE -> Password.read(value);
      case ErrorCode.TYPE -> ErrorCode.read(value);
      case UnknownAttributes.TYPE -> UnknownAttributes.read(value);
      case ReflectedFrom.TYPE -> new ReflectedFrom(StunAddress.read(value));
      case ChannelNumber.TYPE -> ChannelNumber.read(value);
      case Lifetime.TYPE -> Lifetime.read(value);
      case XorPeerAddress.TYPE -> new XorPeerAddress(StunAddress.readXor(value, id));
      case Data.TYPE -> Data.read(value);
      case Realm.TYPE -> Realm.read(value);
      case Nonce.TYPE -> Nonce.read(value);
      case XorRelayedAddress.TYPE -> new XorRelayedAddress(StunAddress.readXor(value, id));
      case RequestedAddressFamily.TYPE -> RequestedAddressFamily.read(value);
      case EvenPort.TYPE -> EvenPort.read(value);
      case RequestedTransport.TYPE -> RequestedTransport.read(value);
      case DontFragment.TYPE -> DontFragment.read(value);
      case PasswordAlgorithm.TYPE -> PasswordAlgorithm.read(value);
      case UserHash.TYPE -> UserHash.read(value);
      case XorMappedAddress.TYPE -> new XorMappedAddress(StunAddress.readXor(value, id));
      case ReservationToken.TYPE -> ReservationToken.read(value);
      case Padding.TYPE -> Padding.read(value);
      case ResponsePort.TYPE -> ResponsePort.read(value);
      case AdditionalAddressFamily.TYPE -> AdditionalAddressFamily.read(value);
      case AddressErrorCode.TYPE -> AddressErrorCode.read(value);
      case PasswordAlgorithms.TYPE -> PasswordAlgorithms.read(value);
      case AlternateDomain.TYPE -> AlternateDomain.read(value);
      case Icmp.TYPE -> Icmp.read(value);
      case Software.TYPE -> Software.read(value);
      case AlternateServer.TYPE -> new AlternateServer(StunAddress.read(value));
      case CacheTimeout.TYPE -> CacheTimeout.read(value);
      case ResponseOrigin.TYPE -> new ResponseOrigin(StunAddress.read(value));
      case OtherAddress.TYPE -> new OtherAddress(StunAddress.read(value));
      default -> UnknownAttribute.read(type, value);
    };
  }

  /** For constructors: what does not fit into its field must not be cut off silently. */
  static void requireRange(long value, long max, String name) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " of " + value);
    }
  }

  static void requireLength(ByteBuf value, int length) throws StunFormatException {
    if (value.readableBytes() != length) {
      throw new StunFormatException(
          "attribute of " + value.readableBytes() + " bytes where " + length + " belong");
    }
  }
}
