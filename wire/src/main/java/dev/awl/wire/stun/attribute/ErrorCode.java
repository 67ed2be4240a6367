package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** ERROR-CODE (RFC 8489 section 14.8): a number from 300 to 699 and a reason for people. */
public record ErrorCode(int code, String reason) implements StunAttribute {

  static final int TYPE = 0x0009;

  private static final int MAX_REASON = 763;

  public ErrorCode {
    requireRange(code);
  }

  static void requireRange(int code) {
    if (code < 300 || code > 699) {
      throw new IllegalArgumentException("STUN error code " + code);
    }
  }

  static ErrorCode read(ByteBuf value) throws StunFormatException {
    if (value.readableBytes() < 4) {
      throw new StunFormatException("ERROR-CODE cut off");
    }
    value.skipBytes(2);
    int code = readNumber(value);
    return new ErrorCode(code, StunText.read(value, MAX_REASON));
  }

  /** The hundreds in three bits and the rest in a byte. */
  static int readNumber(ByteBuf value) throws StunFormatException {
    int hundreds = value.readByte() & 7;
    int rest = value.readUnsignedByte();
    if (hundreds < 3 || hundreds > 6 || rest > 99) {
      throw new StunFormatException("error code out of range");
    }
    return hundreds * 100 + rest;
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
