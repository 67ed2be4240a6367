package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** Reads the first byte of a stream that the peer opened and gives way to whoever it names. */
final class StreamKindReader extends ChannelInboundHandlerAdapter {

  private final StreamAcceptors acceptors;

  StreamKindReader(StreamAcceptors acceptors) {
    this.acceptors = acceptors;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (!data.isReadable()) {
      data.release();
      ctx.read();
      return;
    }
    ChannelHandler handler = acceptors.handlerFor(data.readUnsignedByte());
    if (handler == null) {
      data.release();
      refuse(ctx);
      return;
    }
    ctx.pipeline().replace(this, null, handler);
    ctx.fireChannelRead(data); // possibly empty: tells the handler that the stream is its own
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      refuse(ctx); // finished without a kind
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx); // reset by the peer before it said anything
  }

  private static void refuse(ChannelHandlerContext ctx) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), StreamKind.UNKNOWN_KIND_ERROR);
  }
}
