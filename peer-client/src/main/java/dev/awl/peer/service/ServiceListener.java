package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts users of one service and gives each a stream to the peer. */
@Sharable
final class ServiceListener extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceListener.class);

  private static final int FIRST_UNPRIVILEGED_PORT = 1024;
  private static final int MAX_USERS = 4096;
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000;

  private final ServiceUser user;
  private final Service service;
  private int users;
  private int unlogged;
  private long loggedAt = System.nanoTime() - LOG_INTERVAL_NANOS;

  private ServiceListener(ServiceUser user, Service service) {
    this.user = user;
    this.service = service;
  }

  static void bind(
      ServiceUser user,
      EventLoop loop,
      Service service,
      InetSocketAddress wanted,
      Promise<BoundListener> bound) {
    boolean choose = wanted.getPort() == 0;
    int port =
        choose && service.port() >= FIRST_UNPRIVILEGED_PORT ? service.port() : wanted.getPort();
    ServiceListener listener = new ServiceListener(user, service);
    InetSocketAddress first = new InetSocketAddress(wanted.getAddress(), port);
    TcpTransport.server(loop)
        .childHandler(listener)
        .bind(first)
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                bound.setSuccess(new BoundListener(service, done.channel()));
              } else if (choose && port != 0) {
                TcpTransport.server(loop)
                    .childHandler(listener)
                    .bind(wanted)
                    .addListener((ChannelFuture second) -> finish(service, wanted, second, bound));
              } else {
                finish(service, first, done, bound);
              }
            });
  }

  private static void finish(
      Service service, InetSocketAddress at, ChannelFuture done, Promise<BoundListener> bound) {
    if (done.isSuccess()) {
      bound.setSuccess(new BoundListener(service, done.channel()));
      return;
    }
    String where = at.getAddress().getHostAddress() + ":" + at.getPort();
    String cause = String.valueOf(done.cause().getMessage());
    boolean taken = done.cause() instanceof BindException || cause.contains("in use");
    bound.setFailure(
        new ServiceException(
            "cannot listen on "
                + where
                + " for "
                + service.name()
                + ": "
                + (taken ? "the port is in use or not ours" : cause)
                + "; choose another with --map "
                + service.name()
                + "=PORT"));
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Channel tcp = ctx.channel();
    if (users >= MAX_USERS) {
      refused(tcp.remoteAddress(), "more than " + MAX_USERS + " connections at once");
      Splice.reset(tcp);
      return;
    }
    tcp.pipeline().addLast(new EarlyBytes());
    users++;
    tcp.closeFuture().addListener(closed -> users--);
    StatusReader status = new StatusReader(why -> refused(tcp.remoteAddress(), why));
    user.openStream(status)
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (opened.isSuccess()) {
                status.start(service, tcp, opened.getNow());
              } else {
                refused(tcp.remoteAddress(), String.valueOf(opened.cause().getMessage()));
                Splice.reset(tcp);
              }
            });
  }

  /** One line a second at most: a user who tries again and again must not fill the log. */
  private void refused(SocketAddress from, String why) {
    long now = System.nanoTime();
    if (now - loggedAt < LOG_INTERVAL_NANOS) {
      unlogged++;
      return;
    }
    loggedAt = now;
    LOG.warn(
        "{} ({}): connection from {} closed: {}{}",
        service.name(),
        service.target(),
        from,
        why,
        unlogged == 0 ? "" : " (and " + unlogged + " more since the last line)");
    unlogged = 0;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Splice.reset(ctx.channel());
  }
}
