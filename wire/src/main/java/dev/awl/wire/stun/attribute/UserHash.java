package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** USERHASH (RFC 8489 section 14.4): SHA-256 of {@code username:realm}, in place of USERNAME. */
public record UserHash(byte[] hash) implements StunAttribute {

  static final int TYPE = 0x001E;

  public UserHash {
    if (hash.length != 32) {
      throw new IllegalArgumentException("USERHASH has 32 bytes, not " + hash.length);
    }
  }

  static UserHash read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 32);
    byte[] hash = new byte[32];
    value.readBytes(hash);
    return new UserHash(hash);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeBytes(hash);
  }
}
