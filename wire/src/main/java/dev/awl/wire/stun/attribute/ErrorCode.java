package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** ERROR-CODE (RFC 8489 section 14.8): a number from 300 to 699 and a reason for people. */
public record ErrorCode(int code, String reason) implements StunAttribute {

  static final int TYPE = 0x0009;

  private static final int MAX_REASON = 763;

  public ErrorCode {
    if (code < 300 || code > 699) {
      throw new IllegalArgumentException("STUN error code " + code);
    }
  }

  static ErrorCode read(ByteBuf value) throws StunFormatException {
    if (value.readableBytes() < 4) {
      throw new StunFormatException("ERROR-CODE cut off");
    }
    value.skipBytes(2);
    int hundreds = value.readByte() & 7;
    int rest = value.readUnsignedByte();
    if (hundreds < 3 || hundreds > 6 || rest > 99) {
      throw new StunFormatException("ERROR-CODE out of range");
    }
    String reason = StunText.read(value, MAX_REASON);
    return new ErrorCode(hundreds * 100 + rest, reason);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeShort(0).writeByte(code / 100).writeByte(code % 100);
    StunText.write(reason, MAX_REASON, out);
  }
}
