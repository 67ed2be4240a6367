package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** REQUESTED-ADDRESS-FAMILY (RFC 8656 section 18.6). */
public record RequestedAddressFamily(AddressFamily family) implements StunAttribute {

  static final int TYPE = 0x0017;

  static RequestedAddressFamily read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    return new RequestedAddressFamily(AddressFamily.ofCode(value.readUnsignedByte()));
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
