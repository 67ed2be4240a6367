package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client's TCP connection: its messages in, answers out; its end is the allocation's end. */
final class RelayStreamHandler extends SimpleChannelInboundHandler<ByteBuf> {

  /** Who holds a connection this long without an allocation loses it. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

  private final Workers workers;
  private final RelayStreamDecoder decoder;
  private @Nullable Session session;
  private @Nullable Future<?> idleCheck;

  private record Session(RelayWorker worker, TurnFront front, StreamClient client) {
    @Nullable Allocation allocation() {
      return front.allocations().find(worker.now(), client.fiveTuple().client());
    }
  }

  RelayStreamHandler(Workers workers, RelayStreamDecoder decoder) {
    this.workers = workers;
    this.decoder = decoder;
  }

  /** A WebSocket's handler comes when the connection is active already. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      begin(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(ctx);
  }

  private void begin(ChannelHandlerContext ctx) {
    if (session != null) {
      return;
    }
    RelayWorker worker = workers.of(ctx.channel().eventLoop());
    if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress remote)
        || !(ctx.channel().localAddress() instanceof InetSocketAddress local)
        || !worker.admitConnection()) {
      var unused = ctx.close();
      return;
    }
    FiveTuple fiveTuple = new FiveTuple(FiveTuple.Transport.TCP, remote, local);
    session =
        new Session(
            worker,
            worker.streamFront(local),
            new StreamClient(worker.batched(ctx.channel()), fiveTuple));
    idleCheck =
        ctx.executor()
            .scheduleWithFixedDelay(
                () -> closeIfIdle(ctx),
                IDLE_LIMIT.toSeconds(),
                IDLE_LIMIT.toSeconds(),
                TimeUnit.SECONDS);
  }

  private void closeIfIdle(ChannelHandlerContext ctx) {
    if (session != null && session.allocation() == null) {
      var unused = ctx.close();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
    Session current = session;
    if (current == null) {
      return;
    }
    long now = current.worker().now();
    if (message.getByte(message.readerIndex()) >= 0x40) {
      current.front().channelData(now, current.client().fiveTuple().client(), message);
      return;
    }
    ByteBuf answer = current.front().stun(now, current.client(), message, ctx.alloc());
    if (answer != null) {
      current.client().writeMessage(answer);
      if (current.allocation() != null) {
        decoder.trust();
      }
    }
  }

  /** A client that does not read its answers is not asked for more requests. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Session ended = session;
    session = null;
    if (idleCheck != null) {
      idleCheck.cancel(false);
    }
    if (ended != null) {
      ended.worker().connectionClosed();
      Allocation allocation = ended.allocation();
      if (allocation != null) {
        ended.front().allocations().remove(allocation);
      }
    }
  }

  /** Broken framing or a reset: this connection is over, nobody else is concerned. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Session current = session;
    if (current != null && cause instanceof DecoderException) {
      current.worker().counters().malformed.increment();
    }
    var unused = ctx.close();
  }
}
