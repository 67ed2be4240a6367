package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** An attribute that this codec does not know: kept as it came. */
public record UnknownAttribute(int type, byte[] value) implements StunAttribute {

  static UnknownAttribute read(int type, ByteBuf value) {
    return new UnknownAttribute(type, ByteBufUtil.getBytes(value));
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeBytes(value);
  }
}
