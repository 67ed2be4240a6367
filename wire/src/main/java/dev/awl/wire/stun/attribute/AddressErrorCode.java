package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** ADDRESS-ERROR-CODE (RFC 8656 section 18.12): why one of two families was not allocated. */
public record AddressErrorCode(AddressFamily family, int code, String reason)
    implements StunAttribute {

  static final int TYPE = 0x8001;

  private static final int MAX_REASON = 763;

  public AddressErrorCode {
    ErrorCode.requireRange(code);
  }

  static AddressErrorCode read(ByteBuf value) throws StunFormatException {
    if (value.readableBytes() < 4) {
      throw new StunFormatException("ADDRESS-ERROR-CODE cut off");
    }
    AddressFamily family = AddressFamily.ofCode(value.readUnsignedByte());
    value.skipBytes(1);
    int code = ErrorCode.readNumber(value);
    return new AddressErrorCode(family, code, StunText.read(value, MAX_REASON));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeByte(family.code()).writeByte(0).writeByte(code / 100).writeByte(code % 100);
    StunText.write(reason, MAX_REASON, out);
  }
}
