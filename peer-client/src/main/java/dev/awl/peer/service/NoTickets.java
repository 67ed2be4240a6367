package dev.awl.peer.service;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * Keeps a TLS 1.3 server from sending session tickets on a data connection; goes below the
 * SslHandler.
 *
 * <p>A client that uploads does not read. When it closes with a ticket unread, its kernel sends a
 * reset and drops what it has not sent yet. The JDK sends none for a session that is not valid any
 * more; the control connection's own ticket is what further connections resume.
 */
final class NoTickets extends ChannelOutboundHandlerAdapter {

  private static final String TLS13 = "TLSv1.3";

  private final SSLEngine engine;

  NoTickets(SSLEngine engine) {
    this.engine = engine;
  }

  /** The first write is the server's part of the handshake; tickets come after the client's. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is the SslHandler's
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    SSLSession session = engine.getHandshakeSession(); // none yet: a request for another hello
    if (session != null) {
      if (session.getProtocol().equals(TLS13)) {
        session.invalidate();
      }
      ctx.pipeline().remove(this);
    }
    ctx.write(message, promise);
  }
}
