package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** ALTERNATE-DOMAIN (RFC 8489 section 14.16): the name in the alternate server's certificate. */
public record AlternateDomain(String text) implements StunAttribute {

  static final int TYPE = 0x8003;

  /** In bytes of UTF-8; from the RFC. */
  private static final int MAX_LENGTH = 763;

  static AlternateDomain read(ByteBuf value) throws StunFormatException {
    return new AlternateDomain(StunText.read(value, MAX_LENGTH));
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
