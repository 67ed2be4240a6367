package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;

/** The inner end of a list stream: sends the list now and after every change. */
final class ServiceListSender extends ChannelInboundHandlerAdapter {

  private final HostedPeer peer;
  private boolean sending;
  private boolean changed;

  ServiceListSender(HostedPeer peer) {
    this.peer = peer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (peer.host().watch(ctx.channel())) {
      send(ctx);
    } else {
      StreamReset.abort((QuicStreamChannel) ctx.channel(), Splice.RESET_ERROR);
    }
  }

  /** One list is under way at most; what changes meanwhile goes into the next. */
  private void send(ChannelHandlerContext ctx) {
    if (sending) {
      changed = true;
      return;
    }
    sending = true;
    ByteBuf message = ctx.alloc().directBuffer();
    ServiceList.encode(peer.offer(), message);
    ctx.writeAndFlush(message)
        .addListener(
            sent -> {
              sending = false;
              if (changed && sent.isSuccess()) {
                changed = false;
                send(ctx);
              }
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // the asking side has nothing more to say
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ServiceHost.Changed.INSTANCE) {
      send(ctx);
    } else if (event instanceof ChannelInputShutdownEvent) {
      StreamReset.abort((QuicStreamChannel) ctx.channel(), 0);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    peer.host().unwatch(ctx.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), Splice.RESET_ERROR);
  }
}
