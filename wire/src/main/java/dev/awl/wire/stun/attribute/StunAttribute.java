package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** One attribute of a STUN message (RFC 8489 section 14): type, length, value. */
public sealed interface StunAttribute
    permits AdditionalAddressFamily,
        AddressErrorCode,
        AlternateDomain,
        AlternateServer,
        CacheTimeout,
        ChangeRequest,
        ChangedAddress,
        ChannelNumber,
        Data,
        DontFragment,
        ErrorCode,
        EvenPort,
        Icmp,
        Lifetime,
        MappedAddress,
        Nonce,
        OtherAddress,
        Padding,
        Password,
        PasswordAlgorithm,
        PasswordAlgorithms,
        Realm,
        ReflectedFrom,
        RequestedAddressFamily,
        RequestedTransport,
        ReservationToken,
        ResponseAddress,
        ResponseOrigin,
        ResponsePort,
        Software,
        SourceAddress,
        UnknownAttribute,
        UnknownAttributes,
        UserHash,
        Username,
        XorMappedAddress,
        XorPeerAddress,
        XorRelayedAddress {

  /** Types from here on may be ignored by whoever does not know them. */
  int COMPREHENSION_OPTIONAL = 0x8000;

  /** The number in the IANA registry. */
  int type();

  /** Appends the value alone; XOR forms mask with {@code id}. */
  void writeValue(ByteBuf out, TransactionId id);
}
