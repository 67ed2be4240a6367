package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** RESERVATION-TOKEN (RFC 8656 section 18.10): eight bytes that claim a reserved port. */
public record ReservationToken(long token) implements StunAttribute {

  static final int TYPE = 0x0022;

  static ReservationToken read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 8);
    return new ReservationToken(value.readLong());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeLong(token);
  }
}
