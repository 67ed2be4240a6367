package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** DONT-FRAGMENT (RFC 8656 section 18.9): set the DF bit towards the peer. */
public record DontFragment() implements StunAttribute {

  static final int TYPE = 0x001A;

  static DontFragment read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 0);
    return new DontFragment();
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    // a flag: its presence is its value
  }
}
