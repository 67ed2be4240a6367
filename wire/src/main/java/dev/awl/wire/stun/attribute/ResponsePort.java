package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** RESPONSE-PORT (RFC 5780 section 7.5): answer to this port of the source address. */
public record ResponsePort(int port) implements StunAttribute {

  static final int TYPE = 0x0027;

  public ResponsePort {
    AttributeReader.requireRange(port, 0xFFFF, "RESPONSE-PORT");
  }

  static ResponsePort read(ByteBuf value) throws StunFormatException {
    if (value.readableBytes() != 2 && value.readableBytes() != 4) {
      throw new StunFormatException("RESPONSE-PORT has a wrong length");
    }
    return new ResponsePort(value.readUnsignedShort());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeShort(port).writeShort(0);
  }
}
