package dev.awl.wire.stun;

import dev.awl.wire.stun.attribute.StunAttribute;
import io.netty.buffer.ByteBuf;

/** Encodes STUN messages (RFC 8489 section 5 and 14). */
public final class StunEncoder {

  private StunEncoder() {}

  /** Appends {@code message} to {@code out}, without integrity or fingerprint. */
  public static void encode(StunMessage message, ByteBuf out) {
    encode(message, out, Protection.NONE);
  }

  /** Appends {@code message} to {@code out}, followed by what {@code protection} adds. */
  public static void encode(StunMessage message, ByteBuf out, Protection protection) {
    int start = out.writerIndex();
    out.writeShort(messageType(message.method(), message.type()));
    out.writeShort(0);
    message.id().write(out);
    for (StunAttribute attribute : message.attributes()) {
      writeAttribute(attribute, message.id(), out);
    }
    setLength(out, start);
    protection.append(out, start);
  }

  private static void writeAttribute(StunAttribute attribute, TransactionId id, ByteBuf out) {
    out.writeShort(attribute.type());
    int lengthIndex = out.writerIndex();
    out.writeShort(0);
    attribute.writeValue(out, id);
    int length = out.writerIndex() - lengthIndex - 2;
    out.setShort(lengthIndex, length);
    out.writeZero(-length & 3);
  }

  private static int messageType(StunMethod method, StunClass type) {
    int m = method.code();
    int c = type.code();
    return (m & 0xF) | (m & 0x70) << 1 | (m & 0xF80) << 2 | (c & 1) << 4 | (c & 2) << 7;
  }

  static void setLength(ByteBuf out, int start) {
    out.setShort(start + 2, out.writerIndex() - start - StunDecoder.HEADER_LENGTH);
  }
}
