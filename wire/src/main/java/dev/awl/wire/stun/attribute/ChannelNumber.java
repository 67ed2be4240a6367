package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** CHANNEL-NUMBER (RFC 8656 section 18.1). */
public record ChannelNumber(int number) implements StunAttribute {

  static final int TYPE = 0x000C;

  public ChannelNumber {
    AttributeReader.requireRange(number, 0xFFFF, "CHANNEL-NUMBER");
  }

  static ChannelNumber read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    return new ChannelNumber(value.readUnsignedShort());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeShort(number).writeShort(0);
  }
}
