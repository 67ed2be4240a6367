package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/**
 * CHANGE-REQUEST (RFC 5780 section 7.2, RFC 3489 section 11.2.4): answer from the other IP, the
 * other port, or both.
 */
public record ChangeRequest(boolean changeIp, boolean changePort) implements StunAttribute {

  static final int TYPE = 0x0003;

  private static final int CHANGE_IP = 4;
  private static final int CHANGE_PORT = 2;

  static ChangeRequest read(ByteBuf value) throws StunFormatException {
    AttributeReader.requireLength(value, 4);
    int flags = value.readInt();
    return new ChangeRequest((flags & CHANGE_IP) != 0, (flags & CHANGE_PORT) != 0);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    out.writeInt((changeIp ? CHANGE_IP : 0) | (changePort ? CHANGE_PORT : 0));
  }
}
