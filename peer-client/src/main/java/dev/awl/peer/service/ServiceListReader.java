package dev.awl.peer.service;

import dev.awl.peer.channel.StreamKind;
import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.List;
import java.util.function.Consumer;

/** The access end of a list stream: asks once, then reads list after list. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class ServiceListReader extends ByteToMessageDecoder {

  private final Consumer<ServiceOffer> lists;
  private final Runnable ended;

  ServiceListReader(Consumer<ServiceOffer> lists, Runnable ended) {
    this.lists = lists;
    this.ended = ended;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(ctx.alloc().directBuffer(1).writeByte(StreamKind.SERVICES.code()));
    ctx.read();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < ServiceList.LENGTH_FIELD) {
      return;
    }
    long length = in.getUnsignedInt(in.readerIndex());
    if (length > ServiceList.MAX_LENGTH) {
      abort(ctx);
      return;
    }
    if (in.readableBytes() >= ServiceList.LENGTH_FIELD + length) {
      in.skipBytes(ServiceList.LENGTH_FIELD);
      try {
        lists.accept(ServiceList.decode(in.readSlice((int) length)));
      } catch (IllegalArgumentException e) {
        abort(ctx);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    super.channelReadComplete(ctx);
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      abort(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    ended.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    abort(ctx);
  }

  private static void abort(ChannelHandlerContext ctx) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), Splice.RESET_ERROR);
  }
}
