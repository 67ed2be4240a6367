package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** USERNAME (RFC 8489 section 14.3). */
public record Username(String text) implements StunAttribute {

  static final int TYPE = 0x0006;

  /** In bytes of UTF-8: fewer than 509. */
  private static final int MAX_LENGTH = 508;

  static Username read(ByteBuf value) throws StunFormatException {
    return new Username(StunText.read(value, MAX_LENGTH));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunText.write(text, MAX_LENGTH, out);
  }
}
