package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;

/**
 * A ChannelData message (RFC 8656 section 12.4): channel number, length, data.
 *
 * <p>Over UDP it needs no padding; over a stream it is padded to four bytes.
 *
 * @param data a slice that lives as long as the buffer it was decoded from
 */
public record ChannelData(int channel, ByteBuf data) {

  public static final int HEADER_LENGTH = 4;

  /** RFC 8656 section 12: the channel numbers a client may bind. */
  public static final int FIRST_CHANNEL = 0x4000;

  public static final int LAST_CHANNEL = 0x4FFF;

  /**
   * Decodes without moving the reader index; bytes behind the data are padding.
   *
   * @throws StunFormatException when the length points behind the end
   */
  public static ChannelData decode(ByteBuf in) throws StunFormatException {
    int start = in.readerIndex();
    if (in.readableBytes() < HEADER_LENGTH) {
      throw new StunFormatException("ChannelData header cut off");
    }
    int length = in.getUnsignedShort(start + 2);
    if (length > in.readableBytes() - HEADER_LENGTH) {
      throw new StunFormatException("ChannelData longer than the datagram");
    }
    return new ChannelData(in.getUnsignedShort(start), in.slice(start + HEADER_LENGTH, length));
  }

  /** Writes the header alone: the data follows as its own buffer, so that nothing is copied. */
  public static void writeHeader(int channel, int length, ByteBuf out) {
    out.writeShort(channel).writeShort(length);
  }
}
