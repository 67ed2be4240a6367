package dev.awl.peer;

import dev.awl.peer.channel.StreamKind;
import dev.awl.peer.channel.StreamReset;
import dev.awl.peer.exchange.CandidateNews;
import dev.awl.peer.exchange.ExchangeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that carries one {@link CandidateNews}, and either end of it. The teller writes and
 * finishes; the hearer finishes when it has read all.
 */
final class CandidateStream extends ChannelInboundHandlerAdapter {

  private static final int MALFORMED = 2;

  private final @Nullable CandidateNews tells;
  private final Consumer<CandidateNews> hears;
  private final ByteBuf heard = Unpooled.buffer(0, CandidateNews.MAX_LENGTH);

  private CandidateStream(@Nullable CandidateNews tells, Consumer<CandidateNews> hears) {
    this.tells = tells;
    this.hears = hears;
  }

  static CandidateStream telling(CandidateNews news) {
    return new CandidateStream(news, unasked -> {});
  }

  static CandidateStream hearing(Consumer<CandidateNews> listener) {
    return new CandidateStream(null, listener);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (tells != null) {
      byte[] bytes = tells.bytes();
      ByteBuf out = ctx.alloc().directBuffer(1 + bytes.length);
      finish(ctx, out.writeByte(StreamKind.CANDIDATES.code()).writeBytes(bytes));
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (data.readableBytes() > heard.maxWritableBytes()) {
      abort(ctx);
    } else {
      heard.writeBytes(data);
      ctx.read();
    }
    data.release();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent) || tells != null) {
      return;
    }
    try {
      CandidateNews news = CandidateNews.of(ByteBufUtil.getBytes(heard));
      finish(ctx, Unpooled.EMPTY_BUFFER);
      hears.accept(news);
    } catch (ExchangeException e) {
      abort(ctx);
    }
  }

  private static void finish(ChannelHandlerContext ctx, ByteBuf last) {
    var unused = ctx.writeAndFlush(new DefaultQuicStreamFrame(last, true));
  }

  /** An older version does not know this kind, and resets the stream. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    abort(ctx);
  }

  private static void abort(ChannelHandlerContext ctx) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), MALFORMED);
  }
}
