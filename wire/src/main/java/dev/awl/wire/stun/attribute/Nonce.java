package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** NONCE (RFC 8489 section 14.10). */
public record Nonce(String text) implements StunAttribute {

  static final int TYPE = 0x0015;

  /** In bytes of UTF-8; from the RFC. */
  private static final int MAX_LENGTH = 763;

  static Nonce read(ByteBuf value) throws StunFormatException {
    return new Nonce(StunText.read(value, MAX_LENGTH));
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
