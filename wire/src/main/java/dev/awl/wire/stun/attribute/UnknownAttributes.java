package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** UNKNOWN-ATTRIBUTES (RFC 8489 section 14.13): the types that a 420 complains about. */
public record UnknownAttributes(List<Integer> types) implements StunAttribute {

  static final int TYPE = 0x000A;

  public UnknownAttributes {
    types = List.copyOf(types);
  }

  static UnknownAttributes read(ByteBuf value) throws StunFormatException {
    List<Integer> types = new ArrayList<>();
    while (value.readableBytes() >= 2) {
      types.add(value.readUnsignedShort());
    }
    return new UnknownAttributes(types);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    types.forEach(out::writeShort);
  }
}
