package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;

/** Finds an attribute in the bytes of a message without decoding it. */
final class AttributeScan {

  private AttributeScan() {}

  /** The index of the attribute's header, or -1 where there is none or the message is broken. */
  static int find(ByteBuf message, int wanted) {
    int at = message.readerIndex() + StunDecoder.HEADER_LENGTH;
    int end = message.writerIndex();
    while (at + 4 <= end) {
      int length = message.getUnsignedShort(at + 2);
      int next = at + 4 + ((length + 3) & ~3);
      if (next > end) {
        return -1;
      }
      if (message.getUnsignedShort(at) == wanted) {
        return at;
      }
      at = next;
    }
    return -1;
  }
}
