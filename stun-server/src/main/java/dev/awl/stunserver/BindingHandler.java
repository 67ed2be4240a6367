package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what comes in on one socket, and passes on what is not for it. */
final class BindingHandler extends ChannelInboundHandlerAdapter {

  /** The longest has four addresses of IPv6. */
  private static final int BARE_REPLY = 128;

  private static final Logger log = LoggerFactory.getLogger(BindingHandler.class);

  private final Corner corner;
  private final BindingResponder responder;
  private final BareBinding bare;
  private final CornerSockets sockets;
  private final SourceLimiter limiter;
  private final StunCounters counters;
  private final boolean passOn;
  private final long start = System.nanoTime();

  /**
   * @param passOn whether a handler behind this one takes what is no Binding request
   */
  BindingHandler(
      Corner corner,
      BindingResponder responder,
      CornerSockets sockets,
      SourceLimiter limiter,
      StunCounters counters,
      boolean passOn) {
    this.corner = corner;
    this.responder = responder;
    this.bare = new BareBinding(responder, corner);
    this.sockets = sockets;
    this.limiter = limiter;
    this.counters = counters;
    this.passOn = passOn;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    sockets.add(corner, ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    sockets.remove(corner);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    if (passOn && !BindingResponder.isBindingRequest(packet.content())) {
      ctx.fireChannelRead(packet);
      return;
    }
    try {
      answer(ctx, packet);
    } finally {
      packet.release();
    }
  }

  private void answer(ChannelHandlerContext ctx, DatagramPacket packet) {
    if (!limiter.allow(packet.sender().getAddress(), System.nanoTime() - start)) {
      counters.count(Drop.RATE_LIMITED);
      return;
    }
    if (BareBinding.isBare(packet.content()) && packet.sender().getPort() != 0) {
      answerBare(ctx, packet);
      return;
    }
    Verdict verdict = responder.respond(packet.content(), packet.sender(), corner);
    if (verdict instanceof Reply reply) {
      counters.count(reply);
      if (!sockets.write(reply)) {
        counters.count(Drop.SEND_FAILED);
      }
    } else if (verdict instanceof Drop drop) {
      counters.count(drop);
    }
  }

  private void answerBare(ChannelHandlerContext ctx, DatagramPacket packet) {
    counters.countBare(BareBinding.isClassic(packet.content()));
    ByteBuf reply = ctx.alloc().directBuffer(BARE_REPLY);
    bare.answer(packet.content(), packet.sender(), reply);
    if (!sockets.write(corner, reply, packet.sender())) {
      counters.count(Drop.SEND_FAILED);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    sockets.flush();
    ctx.fireChannelReadComplete();
  }

  /** Failed sends arrive here, because nobody waits for their promises. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    counters.count(Drop.SEND_FAILED);
    log.debug("{}: {}", corner, cause.toString());
  }
}
