package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the messages of one TCP connection in order. What is no Binding request ends it: nothing
 * else can come on a connection to a STUN server.
 */
final class StreamBindingHandler extends SimpleChannelInboundHandler<ByteBuf> {

  private static final Logger log = LoggerFactory.getLogger(StreamBindingHandler.class);

  private final Corner corner;
  private final StreamServices services;
  private @Nullable InetSocketAddress source;
  private boolean ended;

  StreamBindingHandler(Corner corner, StreamServices services) {
    this.corner = corner;
    this.services = services;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress remote)
        || !services.admission().enter(remote.getAddress())) {
      end(ctx, Drop.CROWDED);
      return;
    }
    source = remote;
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    InetSocketAddress remote = source;
    if (remote != null) {
      services.admission().leave(remote.getAddress());
      source = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
    InetSocketAddress remote = source;
    if (remote == null || ended) {
      return;
    }
    if (!services.limiter().allow(remote.getAddress(), services.now())) {
      end(ctx, Drop.RATE_LIMITED);
      return;
    }
    Verdict verdict = services.responder().respondToStream(message, remote, corner);
    if (verdict instanceof Reply reply) {
      services.counters().count(reply);
      var unused = ctx.write(reply.encode(ctx.alloc()), ctx.voidPromise());
    } else if (verdict instanceof Drop drop) {
      end(ctx, drop);
    }
  }

  /** A client that sends and does not read is not read either. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("{} TCP: {}", corner, cause.toString());
    if (cause instanceof ReadTimeoutException || cause instanceof java.io.IOException) {
      var unused = ctx.close(); // idle or gone: no fault of a message
    } else {
      end(ctx, Drop.MALFORMED);
    }
  }

  /** Once: while the channel closes, its decoder complains again about the rest. */
  private void end(ChannelHandlerContext ctx, Drop reason) {
    if (ended) {
      return;
    }
    ended = true;
    services.counters().count(reason);
    ctx.flush();
    var unused = ctx.close();
  }
}
