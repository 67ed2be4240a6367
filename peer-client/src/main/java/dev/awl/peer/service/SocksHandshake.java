package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a SOCKS user says until it is clear what he wants (RFC 1928 sections 3 and 4). Who may
 * connect to the local port may use it: there is no authentication.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the connection
final class SocksHandshake extends ChannelInboundHandlerAdapter {

  private static final long LIMIT_SECONDS = 10;

  private final ServiceUser user;
  private final BoundListener listener;
  private @Nullable ScheduledFuture<?> limit;
  private boolean over;

  SocksHandshake(ServiceUser user, BoundListener listener) {
    this.user = user;
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    limit =
        ctx.channel()
            .eventLoop()
            .schedule(() -> Splice.reset(ctx.channel()), LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimer();
  }

  private void stopTimer() {
    if (limit != null) {
      limit.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Socks5Message said && said.decoderResult().isFailure()) {
      over = true;
      Splice.reset(ctx.channel());
    } else if (message instanceof Socks5InitialRequest greeting) {
      greeted(ctx, greeting);
    } else if (message instanceof Socks5CommandRequest command) {
      commanded(ctx, command);
    } else if (over) {
      ctx.fireChannelRead(message); // already the user's bytes
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void greeted(ChannelHandlerContext ctx, Socks5InitialRequest greeting) {
    if (!greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
      over = true;
      ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
    ctx.pipeline()
        .replace(Socks5InitialRequestDecoder.class, null, new Socks5CommandRequestDecoder());
  }

  private void commanded(ChannelHandlerContext ctx, Socks5CommandRequest command) {
    over = true;
    stopTimer();
    Channel tcp = ctx.channel();
    if (command.type().equals(Socks5CommandType.CONNECT)) {
      tcp.pipeline().addLast(new SocksConnect(user, listener, command));
    } else if (command.type().equals(Socks5CommandType.UDP_ASSOCIATE)) {
      tcp.pipeline().addLast(new SocksAssociation(user, listener));
    } else {
      refuse(tcp, Socks5CommandStatus.COMMAND_UNSUPPORTED);
    }
    tcp.pipeline().remove(Socks5CommandRequestDecoder.class); // what it holds goes to the next
    tcp.pipeline().remove(this);
  }

  /** Answers a command with no, and hangs up. */
  static void refuse(Channel tcp, Socks5CommandStatus status) {
    tcp.writeAndFlush(
            new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!over) {
      ctx.read();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Splice.reset(ctx.channel());
  }
}
