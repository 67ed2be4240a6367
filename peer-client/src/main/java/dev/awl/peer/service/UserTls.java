package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * TLS on a user's connection, for handlers that know TCP alone: close_notify is its FIN.
 *
 * <p>A connection that was closed in order may well be reset afterwards: the JDK answers
 * close_notify, and a client that is gone by then has no use for it. That must not take back what
 * is still on its way to the service.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of the connection shows on it
final class UserTls extends ChannelInboundHandlerAdapter {

  private final SslHandler ssl;
  private final TlsListener listener;
  private boolean closed;
  private boolean truncated;
  private boolean finReceived;

  private UserTls(SslHandler ssl, TlsListener listener) {
    this.ssl = ssl;
    this.listener = listener;
  }

  /** From here on TLS, for a data connection: handlers added later see what is in it. */
  static void install(Channel tcp, SslHandler ssl, TlsListener listener) {
    tcp.pipeline().addLast(new NoTickets(ssl.engine()), ssl, new UserTls(ssl, listener));
  }

  /** The same below this handler, for a control connection. */
  static void install(
      Channel tcp, ChannelHandlerContext above, SslHandler ssl, TlsListener listener) {
    tcp.pipeline().addBefore(above.name(), null, ssl);
    tcp.pipeline().addBefore(above.name(), null, new UserTls(ssl, listener));
  }

  /** Ends what goes to the user, in order: everything before it was written. */
  static void end(Channel tcp, boolean complete, Runnable done) {
    UserTls tls = tcp.pipeline().get(UserTls.class);
    if (!tcp.isActive()) {
      done.run();
    } else if (tls == null || !complete) {
      ((DuplexChannel) tcp).shutdownOutput();
      done.run();
    } else {
      tls.ssl
          .closeOutbound()
          .addListener(
              sent -> {
                if (tcp.isActive()) {
                  ((DuplexChannel) tcp).shutdownOutput();
                }
                done.run();
              });
    }
  }

  /** Whether the user's FIN came without close_notify: what there is may not be all. */
  static boolean isTruncated(Channel tcp) {
    UserTls tls = tcp.pipeline().get(UserTls.class);
    return tls != null && tls.truncated;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      listener.ended(handshake);
    } else if (event instanceof SslCloseCompletionEvent close) {
      if (close.isSuccess() && !closed && !finReceived) {
        closed = true;
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        ctx.read();
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      finReceived = true;
      if (!closed) {
        truncated = true;
        ctx.fireUserEventTriggered(event);
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Nothing of interest comes after close_notify, but the socket is to be read to its FIN. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (closed && !finReceived) {
      ctx.read();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!closed) {
      ctx.fireChannelInactive();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!closed) {
      ctx.fireExceptionCaught(cause);
    }
  }
}
