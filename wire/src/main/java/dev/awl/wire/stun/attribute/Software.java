package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** SOFTWARE (RFC 8489 section 14.14): for people, never for decisions. */
public record Software(String text) implements StunAttribute {

  static final int TYPE = 0x8022;

  /** In bytes of UTF-8; from the RFC. */
  private static final int MAX_LENGTH = 763;

  static Software read(ByteBuf value) throws StunFormatException {
    return new Software(StunText.read(value, MAX_LENGTH));
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
