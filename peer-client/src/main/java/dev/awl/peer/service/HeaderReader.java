package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** Collects the first bytes of a stream that the peer opened. */
abstract class HeaderReader extends ChannelInboundHandlerAdapter {

  private final int length;
  private ByteBuf received = Unpooled.EMPTY_BUFFER;
  private boolean complete;

  HeaderReader(int length) {
    this.length = length;
  }

  /** The header is there, and possibly more. Owned. */
  abstract void header(ChannelHandlerContext ctx, ByteBuf header);

  /** What comes after the header, if this handler is still here. Owned. */
  void more(ChannelHandlerContext ctx, ByteBuf data) {
    data.release();
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (complete) {
      more(ctx, data);
      return;
    }
    received = received.isReadable() ? Unpooled.wrappedBuffer(received, data) : data;
    if (received.readableBytes() < length) {
      if (!received.isReadable()) {
        release();
      }
      ctx.read();
      return;
    }
    complete = true;
    ByteBuf header = received;
    received = Unpooled.EMPTY_BUFFER;
    header(ctx, header);
  }

  private void release() {
    received.release();
    received = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      abort(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    abort(ctx);
  }

  static void abort(ChannelHandlerContext ctx) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), Splice.RESET_ERROR);
  }
}
