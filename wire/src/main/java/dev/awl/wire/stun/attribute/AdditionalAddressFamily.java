package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** ADDITIONAL-ADDRESS-FAMILY (RFC 8656 section 18.11): allocate this one beside IPv4. */
public record AdditionalAddressFamily(AddressFamily family) implements StunAttribute {

  static final int TYPE = 0x8000;

  static AdditionalAddressFamily read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    return new AdditionalAddressFamily(AddressFamily.ofCode(value.readUnsignedByte()));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeByte(family.code()).writeMedium(0);
  }
}
