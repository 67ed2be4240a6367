package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** PASSWORD (RFC 3489 section 11.2.7); only in Shared Secret responses. */
public record Password(String text) implements StunAttribute {

  static final int TYPE = 0x0007;

  /** In bytes of UTF-8; from the RFC. */
  private static final int MAX_LENGTH = 763;

  static Password read(ByteBuf value) throws StunFormatException {
    return new Password(StunText.read(value, MAX_LENGTH));
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
