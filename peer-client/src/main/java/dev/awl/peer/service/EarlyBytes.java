package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps what a TCP connection delivers before it is spliced. Nothing is asked for by then, but
 * epoll reads by itself when the other side has sent its FIN: those bytes are the user's all the
 * same. The kernel's receive buffer is the bound.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

  private final List<ByteBuf> kept = new ArrayList<>();
  private boolean ended;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    kept.add((ByteBuf) message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    kept.forEach(ReferenceCountUtil::release);
    kept.clear();
  }

  /** Hands everything over, in order. The owner removes this handler afterwards. */
  void replay(Consumer<ByteBuf> bytes, Runnable end) {
    List<ByteBuf> all = List.copyOf(kept);
    kept.clear();
    all.forEach(bytes);
    if (ended) {
      end.run();
    }
  }
}
