package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the status byte with which the inner peer answers, before the service's bytes; then it is
 * gone. Told once, whatever happens.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the timer is cancelled
final class StatusReader extends ChannelInboundHandlerAdapter {

  /** The inner peer's connect time-out is its owner's choice; this is longer than the longest. */
  private static final long ANSWER_SECONDS = 320;

  /** What users are told who never got an answer. */
  static final String ENDED = "the connection to the peer ended before it answered";

  private final Consumer<DialStatus> answered;
  private final Runnable ended;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean told;

  /**
   * Will tell one of the two.
   *
   * @param ended the stream is over, and there was no answer
   */
  StatusReader(Consumer<DialStatus> answered, Runnable ended) {
    this.answered = answered;
    this.ended = ended;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout =
        ctx.channel()
            .eventLoop()
            .schedule(() -> tell(DialStatus.TIMEOUT), ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private void tell(DialStatus status) {
    if (!told) {
      told = true;
      answered.accept(status);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (data.isReadable() && !told) {
      tell(DialStatus.of(data.readUnsignedByte()));
      ctx.fireChannelRead(data);
      ctx.pipeline().remove(this);
      return;
    }
    ctx.fireChannelRead(data); // even if empty: the splice must know that its read was used up
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!told) {
      told = true;
      ended.run();
    }
    ctx.fireChannelInactive();
  }
}
