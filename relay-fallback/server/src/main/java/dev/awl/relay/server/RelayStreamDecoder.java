package dev.awl.relay.server;

import dev.awl.wire.stun.StreamFraming;
import dev.awl.wire.stun.StunFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts a client's stream into messages. Until it has an allocation, only short ones. */
final class RelayStreamDecoder extends ByteToMessageDecoder {

  /** The longest request before an allocation: user name, realm and nonce at their longest. */
  private static final int STRANGERS_LIMIT = 2560;

  private boolean trusted;

  void trust() {
    trusted = true;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws StunFormatException {
    int length = StreamFraming.frameLength(in);
    if (!trusted && length > STRANGERS_LIMIT) {
      throw new StunFormatException("a stranger's message of " + length + " bytes");
    }
    if (length >= 0 && in.readableBytes() >= length) {
      out.add(in.readRetainedSlice(length));
    }
  }
}
