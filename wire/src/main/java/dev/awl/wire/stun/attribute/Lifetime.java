package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** LIFETIME (RFC 8656 section 18.2): how long the server keeps an allocation, in seconds. */
public record Lifetime(long seconds) implements StunAttribute {

  static final int TYPE = 0x000D;

  public Lifetime {
    AttributeReader.requireRange(seconds, 0xFFFF_FFFFL, "LIFETIME");
  }

  static Lifetime read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    return new Lifetime(value.readUnsignedInt());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeInt((int) seconds);
  }
}
