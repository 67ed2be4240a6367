package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** ICMP (RFC 8656 section 18.13): an ICMP error that the peer side caused. */
public record Icmp(int icmpType, int icmpCode, long errorData) implements StunAttribute {

  static final int TYPE = 0x8004;

  public Icmp {
    AttributeReader.requireRange(icmpType, 0x7F, "ICMP type");
    AttributeReader.requireRange(icmpCode, 0x1FF, "ICMP code");
    AttributeReader.requireRange(errorData, 0xFFFF_FFFFL, "ICMP error data");
  }

  static Icmp read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 8);
    value.skipBytes(2);
    int typeAndCode = value.readUnsignedShort();
    return new Icmp(typeAndCode >> 9, typeAndCode & 0x1FF, value.readUnsignedInt());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeShort(0).writeShort(icmpType << 9 | icmpCode).writeInt((int) errorData);
  }
}
