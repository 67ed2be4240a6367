package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** PADDING (RFC 5780 section 7.6): makes a message long enough to be fragmented. */
public record Padding(int length) implements StunAttribute {

  static final int TYPE = 0x0026;

  public Padding {
    AttributeReader.requireRange(length, 0xFFFF, "PADDING");
  }

  static Padding read(ByteBuf value) throws StunFormatException {

    return new Padding(value.readableBytes());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeZero(length);
  }
}
