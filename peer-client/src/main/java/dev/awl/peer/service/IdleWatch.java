package dev.awl.peer.service;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells when nothing went over a connection for so long, nor over those that belong to it: FTP's
 * control connection is silent for as long as a transfer takes.
 */
final class IdleWatch extends IdleStateHandler {

  private final LongSupplier others;
  private long seen;

  /**
   * A watch for one connection.
   *
   * @param others how many bytes have gone over the connections that belong to it
   */
  IdleWatch(Duration idle, LongSupplier others) {
    super(0, 0, idle.toMillis(), TimeUnit.MILLISECONDS);
    this.others = others;
  }

  @Override
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) throws Exception {
    long now = others.getAsLong();
    boolean still = now == seen;
    seen = now;
    if (still) {
      super.channelIdle(ctx, event);
    }
  }
}
