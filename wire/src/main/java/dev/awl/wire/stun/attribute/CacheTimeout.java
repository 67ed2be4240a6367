package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** CACHE-TIMEOUT (RFC 5780 section 7.1 and 9): seconds that the server remembers a response. */
public record CacheTimeout(long seconds) implements StunAttribute {

  static final int TYPE = 0x8027;

  public CacheTimeout {
    AttributeReader.requireRange(seconds, 0xFFFF_FFFFL, "CACHE-TIMEOUT");
  }

  static CacheTimeout read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    return new CacheTimeout(value.readUnsignedInt());
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
