package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;

/** Cuts a TCP or TLS stream into STUN and ChannelData messages (RFC 8656 section 3.2 and 12.5). */
public final class StreamFraming {

  private StreamFraming() {}

  /**
   * The length of the message at the reader index with its padding, or -1 while that cannot be told
   * yet.
   *
   * @throws StunFormatException when neither message begins like this: the stream is lost
   */
  public static int frameLength(ByteBuf in) throws StunFormatException {
    if (in.readableBytes() < 4) {
      return -1;
    }
    int start = in.readerIndex();
    int first = in.getUnsignedByte(start);
    int length = in.getUnsignedShort(start + 2);
    if (first <= 3) {
      if ((length & 3) != 0) {
        throw new StunFormatException("STUN length is not a multiple of 4");
      }
      return StunDecoder.HEADER_LENGTH + length;
    }
    if (first >= 0x40 && first <= 0x7F) {
      return ChannelData.HEADER_LENGTH + ((length + 3) & ~3);
    }
    throw new StunFormatException("neither STUN nor ChannelData");
  }
}
