package dev.awl.stunserver;

import dev.awl.wire.stun.StreamFraming;
import dev.awl.wire.stun.StunFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts a TCP stream into messages (RFC 8489 section 6.2.2), none longer than a datagram. */
final class BindingFrames extends ByteToMessageDecoder {

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws StunFormatException {
    int length = StreamFraming.frameLength(in);
    if (length > DatagramTransport.MAX_DATAGRAM) {
      throw new StunFormatException("a message of " + length + " bytes");
    }
    if (length >= 0 && in.readableBytes() >= length) {
      out.add(in.readRetainedSlice(length));
    }
  }
}
