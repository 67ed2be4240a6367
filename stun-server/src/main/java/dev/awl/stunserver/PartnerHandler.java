package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Drop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Talks to the partner on A1:P1 and sends for it; everything else is for the handlers behind. */
final class PartnerHandler extends ChannelInboundHandlerAdapter {

  private final PartnerLink link;
  private final CornerSockets sockets;
  private final SourceLimiter limiter;
  private final StunCounters counters;
  private final boolean greets;
  private final long start = System.nanoTime();
  private @Nullable ScheduledFuture<?> greeting;

  /**
   * @param greets whether this one says hello for all threads
   */
  PartnerHandler(
      PartnerLink link,
      CornerSockets sockets,
      SourceLimiter limiter,
      StunCounters counters,
      boolean greets) {
    this.link = link;
    this.sockets = sockets;
    this.limiter = limiter;
    this.counters = counters;
    this.greets = greets;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (greets) {
      greeting =
          ctx.executor()
              .scheduleAtFixedRate(
                  () -> greet(ctx), 0, PartnerLink.HELLO_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ScheduledFuture<?> running = greeting;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void greet(ChannelHandlerContext ctx) {
    sockets.write(Corner.A1_P1, link.hello(System.nanoTime(), ctx.alloc()), link.address());
    sockets.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    if (!link.claims(packet.content(), packet.sender())) {
      ctx.fireChannelRead(packet);
      return;
    }
    try {
      take(ctx, packet);
    } finally {
      packet.release();
    }
  }

  private void take(ChannelHandlerContext ctx, DatagramPacket packet) {
    PartnerLink.Taken taken = link.take(packet.content(), System.nanoTime());
    PartnerMessage asked = taken.message();
    if (taken.outcome() == PartnerLink.Outcome.REFUSED) {
      counters.count(Drop.BAD_PARTNER);
    } else if (asked != null) {
      sendFor(ctx, asked);
    }
  }

  /** The client has a share here too: a partner that went mad floods nobody. */
  private void sendFor(ChannelHandlerContext ctx, PartnerMessage asked) {
    if (!limiter.allow(asked.address().getAddress(), System.nanoTime() - start)) {
      counters.count(Drop.RATE_LIMITED);
      return;
    }
    Corner from = asked.secondPort() == 0 ? Corner.A1_P1 : Corner.A1_P2;
    if (!sockets.write(
        from,
        ctx.alloc().buffer(asked.datagram().length).writeBytes(asked.datagram()),
        asked.address())) {
      counters.count(Drop.SEND_FAILED);
    }
  }
}
