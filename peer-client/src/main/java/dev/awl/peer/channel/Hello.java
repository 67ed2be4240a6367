package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;

/**
 * The first exchange on a connection: one byte each way, proof that the peer has accepted us.
 *
 * <pre>
 *   dialer -> {0 = kind, version}
 *   dialer <- {version}
 * </pre>
 *
 * <p>A higher version than ours is answered with ours: the lower one counts.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class Hello extends ChannelInboundHandlerAdapter {

  private static final int VERSION = 1;

  private final boolean asks;
  private final Runnable done;
  private boolean heard;

  private Hello(boolean asks, Runnable done) {
    this.asks = asks;
    this.done = done;
  }

  static Hello asking(Runnable done) {
    return new Hello(true, done);
  }

  static Hello answering(Runnable done) {
    return new Hello(false, done);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (asks) {
      finishWith(ctx, StreamKind.HELLO.code(), VERSION);
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    boolean first = !heard && data.isReadable();
    data.release();
    if (first) {
      heard = true;
      if (!asks) {
        finishWith(ctx, VERSION);
      }
      done.run();
    }
    ctx.read(); // to the end: Netty forgets a stream only after its FIN
  }

  private static void finishWith(ChannelHandlerContext ctx, int... bytes) {
    ByteBuf data = ctx.alloc().directBuffer(bytes.length);
    for (int each : bytes) {
      data.writeByte(each);
    }
    ctx.writeAndFlush(new DefaultQuicStreamFrame(data, true));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), 0);
  }
}
