package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/**
 * DATA (RFC 8656 section 18.4): the payload; a slice that lives as long as the buffer it was
 * decoded from.
 */
public record Data(ByteBuf payload) implements StunAttribute {

  static final int TYPE = 0x0013;

  static Data read(ByteBuf value) throws StunFormatException {

    return new Data(value);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
  }
}
