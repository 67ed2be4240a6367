package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** REQUESTED-TRANSPORT (RFC 8656 section 18.8): an IP protocol number. */
public record RequestedTransport(int protocol) implements StunAttribute {

  static final int TYPE = 0x0019;

  public static final int UDP = 17;
  public static final int TCP = 6;

  public RequestedTransport {
    AttributeReader.requireRange(protocol, 0xFF, "REQUESTED-TRANSPORT");
  }

  static RequestedTransport read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    return new RequestedTransport(value.readUnsignedByte());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeByte(protocol).writeMedium(0);
  }
}
