package dev.awl.natlab;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Stands first in an owner's pipeline: sends its packets through the NAT, not by its socket. */
@SuppressWarnings("FutureReturnValueIgnored") // a write's outcome is in the owner's promise
final class InsideHandler extends ChannelDuplexHandler {

  private final OutsideSockets outside;
  private @Nullable ChannelHandlerContext context;
  private @Nullable InetSocketAddress local;

  InsideHandler(OutsideSockets outside) {
    this.outside = outside;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    outside.add(local(ctx), this);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (local != null) {
      outside.remove(local);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof DatagramPacket packet)) {
      ctx.write(message, promise);
      return;
    }
    InetSocketAddress source = local(ctx);
    InetSocketAddress mapped = outside.translate(source, packet.recipient());
    if (mapped == null) {
      packet.release();
      promise.trySuccess(); // lost on the way, as far as the owner can tell
    } else if (mapped.equals(source)) {
      ctx.write(packet, promise);
    } else {
      outside.write(ctx.channel().eventLoop(), mapped, packet);
      promise.trySuccess();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    outside.flush();
    ctx.flush();
  }

  /** A packet that came to the inside address itself: past the NAT only where there is none. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof DatagramPacket packet
        && !outside.admitsUntranslated(packet.sender(), local(ctx))) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** Hands over a packet that passed the NAT. */
  void deliver(DatagramPacket packet) {
    if (context == null) {
      packet.release();
    } else {
      context.fireChannelRead(packet);
    }
  }

  void deliveryComplete() {
    if (context != null) {
      context.fireChannelReadComplete();
    }
  }

  private InetSocketAddress local(ChannelHandlerContext ctx) {
    if (local == null) {
      local = (InetSocketAddress) ctx.channel().localAddress();
    }
    return local;
  }
}
