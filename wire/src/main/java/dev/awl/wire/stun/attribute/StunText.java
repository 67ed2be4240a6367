package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** UTF-8 text in attributes. Classic senders pad with zero bytes inside the value: cut off. */
final class StunText {

  private StunText() {}

  static String read(ByteBuf value, int maxLength) throws StunFormatException {
    int length = value.readableBytes();
    int start = value.readerIndex();
    while (length > 0 && value.getByte(start + length - 1) == 0) {
      length--;
    }
    if (length > maxLength) {
      throw new StunFormatException("text of " + length + " bytes");
    }
    String text = value.toString(start, length, StandardCharsets.UTF_8);
    if (length * 3 > maxLength && ByteBufUtil.utf8Bytes(text) > maxLength) {
      // broken UTF-8 grows by its replacement characters: whoever echoes it must be able to write
      throw new StunFormatException("text is not UTF-8");
    }
    return text;
  }

  static void write(String text, int maxLength, ByteBuf out) {
    int length = ByteBufUtil.utf8Bytes(text);
    if (length > maxLength) {
      throw new IllegalArgumentException(
          "text of " + length + " bytes where STUN allows " + maxLength);
    }
    out.writeCharSequence(text, StandardCharsets.UTF_8);
  }
}
