package dev.awl.relay.client;

import dev.awl.wire.stun.StreamFraming;
import dev.awl.wire.stun.StunFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts the relay's stream into messages; a stream that lost its framing is closed. */
final class RelayStreamDecoder extends ByteToMessageDecoder {

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws StunFormatException {
    int length = StreamFraming.frameLength(in);
    if (length >= 0 && in.readableBytes() >= length) {
      out.add(in.readRetainedSlice(length));
    }
  }
}
