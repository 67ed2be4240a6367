package dev.awl.rendezvous;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.ReferenceCountUtil;

/**
 * Brings a route's handler in behind the finished handshake, and its bytes in and out of frames.
 */
final class RouteHandshake extends ChannelDuplexHandler {

  private final WebSocketRoute route;
  private final Admission.Visit visit;

  RouteHandshake(WebSocketRoute route, Admission.Visit visit) {
    this.route = route;
    this.visit = visit;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof HandshakeComplete) {
      visit.registered(); // from here on the service has its own limits for strangers
      ctx.pipeline().addLast(route.handler().get());
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
      ctx.fireChannelRead(((WebSocketFrame) message).content());
    } else {
      ReferenceCountUtil.release(message); // a text says nothing to such a service
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    Object out = message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message;
    var unused = ctx.write(out, promise);
  }
}
