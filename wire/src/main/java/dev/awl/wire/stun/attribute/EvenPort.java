package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/**
 * EVEN-PORT (RFC 8656 section 18.7): an even port, and with {@code reserveNext} the one above it.
 */
public record EvenPort(boolean reserveNext) implements StunAttribute {

  static final int TYPE = 0x0018;

  static EvenPort read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 1);
    return new EvenPort((value.readByte() & 0x80) != 0);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeByte(reserveNext ? 0x80 : 0);
  }
}
