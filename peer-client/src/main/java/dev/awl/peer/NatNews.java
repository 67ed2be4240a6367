package dev.awl.peer;

import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.channel.StreamKind;
import dev.awl.peer.channel.StreamReset;
import dev.awl.peer.exchange.NatSummary;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.function.Consumer;

/**
 * A stream by which a side tells its NAT where it was not known yet when the session began.
 *
 * <pre>
 *   teller -> {5 = kind, label, allocation, delta (2)} FIN     as in an offer
 *   teller <- FIN
 * </pre>
 *
 * <p>A peer of an earlier version resets it, and goes on without.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class NatNews extends ChannelInboundHandlerAdapter {

  private final Consumer<NatSummary> listener;
  private final byte[] heard = new byte[NatSummary.BYTES];
  private int length;

  private NatNews(Consumer<NatSummary> listener) {
    this.listener = listener;
  }

  /** Hears what the peer has to tell, as often as it does. */
  static void listen(PeerChannel channel, Consumer<NatSummary> listener) {
    channel.accept(StreamKind.NAT, () -> new NatNews(listener));
  }

  /** Tells ours, over a channel that is ready. */
  static void tell(PeerChannel channel, NatSummary nat) {
    channel
        .openStream(new NatNews(unused -> {}))
        .addListener(
            opened -> {
              if (opened.getNow() instanceof QuicStreamChannel stream) {
                ByteBuf told = stream.alloc().directBuffer(1 + NatSummary.BYTES);
                told.writeByte(StreamKind.NAT.code()).writeBytes(nat.bytes());
                stream.writeAndFlush(new DefaultQuicStreamFrame(told, true));
                stream.read(); // to the end: Netty forgets a stream only after its FIN
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    int part = Math.min(data.readableBytes(), heard.length - length);
    data.readBytes(heard, length, part);
    data.release();
    length += part;
    if (part > 0 && length == heard.length) {
      NatSummary nat = NatSummary.read(heard);
      if (nat != null) {
        listener.accept(nat);
      }
      ctx.writeAndFlush(new DefaultQuicStreamFrame(ctx.alloc().directBuffer(0), true));
    }
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && length > 0 && length < heard.length) {
      StreamReset.abort((QuicStreamChannel) ctx.channel(), StreamKind.UNKNOWN_KIND_ERROR);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), 0);
  }
}
