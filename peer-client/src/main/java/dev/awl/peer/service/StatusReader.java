package dev.awl.peer.service;

import dev.awl.peer.channel.StreamKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The access end of a TCP stream until the peer has answered: asks for the service, lets the user's
 * bytes go ahead, and reads the status byte that comes before the service's bytes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class StatusReader extends ChannelInboundHandlerAdapter {

  private static final long ANSWER_SECONDS = 10;

  private final Consumer<String> refused;
  private @Nullable Splice splice;
  private @Nullable ScheduledFuture<?> timeout;

  StatusReader(Consumer<String> refused) {
    this.refused = refused;
  }

  /** Writes the header and joins the user's connection with the stream. */
  void start(Service service, Channel tcp, QuicStreamChannel stream) {
    ByteBuf header = stream.alloc().directBuffer();
    header.writeByte(StreamKind.TCP.code());
    ServiceList.text(service.name(), header);
    stream.write(header);
    timeout =
        stream
            .eventLoop()
            .schedule(() -> refuse("no answer from the peer"), ANSWER_SECONDS, TimeUnit.SECONDS);
    splice = Splice.join(tcp, stream);
  }

  private void refuse(String why) {
    stopTimer();
    if (splice != null && !splice.isOver()) {
      refused.accept(why);
      splice.abort();
    }
  }

  private void stopTimer() {
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (data.isReadable()) {
      DialStatus status = DialStatus.of(data.readUnsignedByte());
      if (status == DialStatus.OK) {
        stopTimer();
        ctx.fireChannelRead(data);
        ctx.pipeline().remove(this);
        return;
      }
      refuse(status.text());
    }
    ctx.fireChannelRead(data); // even if empty: the splice must know that its read was used up
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimer();
    ctx.fireChannelInactive();
  }
}
