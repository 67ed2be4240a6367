package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The inner end of a TCP stream: reads which service is meant, connects to it, answers with a
 * status, and joins the two.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class ServiceDialer extends ChannelInboundHandlerAdapter {

  private static final int CONNECT_TIMEOUT_MILLIS = 8_000; // the access side waits for 10 s

  private final ServiceHost host;
  private final BooleanSupplier allowed;
  private ByteBuf header = Unpooled.EMPTY_BUFFER;
  private boolean asked;

  ServiceDialer(ServiceHost host, BooleanSupplier allowed) {
    this.host = host;
    this.allowed = allowed;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (asked) { // after a refusal: until the access side ends it
      data.release();
      ctx.read();
      return;
    }
    header = header.isReadable() ? Unpooled.wrappedBuffer(header, data) : data;
    int length = header.isReadable() ? header.getUnsignedByte(header.readerIndex()) : 0;
    if (!header.isReadable() || header.readableBytes() < 1 + length) {
      if (!header.isReadable()) {
        releaseHeader();
      }
      ctx.read();
      return;
    }
    asked = true;
    header.skipBytes(1);
    String name = header.readCharSequence(length, StandardCharsets.UTF_8).toString();
    connect(ctx, host.find(name));
  }

  private void connect(ChannelHandlerContext ctx, @Nullable Service service) {
    if (!allowed.getAsBoolean()) {
      refuse(ctx, DialStatus.NOT_ALLOWED);
    } else if (service == null) {
      refuse(ctx, DialStatus.UNKNOWN_SERVICE);
    } else {
      TcpTransport.client(ctx.channel().eventLoop())
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
          .resolver(TcpTransport.RESOLVER)
          .handler(new Quiet())
          .connect(service.host(), service.port())
          .addListener((ChannelFuture connected) -> connected(ctx, connected));
    }
  }

  private void connected(ChannelHandlerContext ctx, ChannelFuture connected) {
    if (!connected.isSuccess()) {
      refuse(ctx, DialStatus.of(connected.cause()));
      return;
    }
    Channel tcp = connected.channel();
    if (!ctx.channel().isActive()) {
      Splice.reset(tcp);
      return;
    }
    tcp.pipeline().remove(Quiet.class);
    ByteBuf early = header;
    header = Unpooled.EMPTY_BUFFER;
    QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
    ctx.pipeline().remove(this);
    stream.write(Unpooled.directBuffer(1).writeByte(DialStatus.OK.code()));
    Splice.join(tcp, stream).receive(early);
  }

  private void refuse(ChannelHandlerContext ctx, DialStatus status) {
    releaseHeader();
    ByteBuf answer = ctx.alloc().directBuffer(1).writeByte(status.code());
    ctx.writeAndFlush(new DefaultQuicStreamFrame(answer, true));
    ctx.read();
  }

  private void releaseHeader() {
    header.release();
    header = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !asked) {
      abort(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseHeader();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    abort(ctx);
  }

  private static void abort(ChannelHandlerContext ctx) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), Splice.RESET_ERROR);
  }

  /** Between connect and splice nothing is read; a reset then shows as an inactive channel. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
