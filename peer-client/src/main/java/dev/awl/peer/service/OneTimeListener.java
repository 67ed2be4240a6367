package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A port that takes one connection from one host. Everybody else is turned away with a reset. */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // it closes either way
final class OneTimeListener extends ChannelInboundHandlerAdapter {

  /** What comes of it. */
  interface Owner {
    void bound(InetSocketAddress address);

    void failed(Throwable cause);

    /** The connection; reads nothing yet. The listener is closed already. */
    void accepted(Channel tcp);
  }

  private final EventLoop loop;
  private final InetAddress local;
  private final InetAddress allowed;
  private final Owner owner;
  private @Nullable Channel server;
  private boolean over;

  private OneTimeListener(EventLoop loop, InetAddress local, InetAddress allowed, Owner owner) {
    this.loop = loop;
    this.local = local;
    this.allowed = allowed;
    this.owner = owner;
  }

  /** Listens on the first of these ports that is free; the owner hears of it. */
  static OneTimeListener open(
      EventLoop loop, InetAddress local, PortRange ports, InetAddress allowed, Owner owner) {
    OneTimeListener listener = new OneTimeListener(loop, local, allowed, owner);
    listener.bind(ports, ports.start(), 0);
    return listener;
  }

  private void bind(PortRange ports, int start, int tried) {
    TcpTransport.server(loop)
        .childHandler(this)
        .bind(new InetSocketAddress(local, ports.nth(start, tried)))
        .addListener(
            (ChannelFuture done) -> {
              if (over) {
                done.channel().close();
              } else if (done.isSuccess()) {
                server = done.channel();
                owner.bound((InetSocketAddress) done.channel().localAddress());
              } else if (tried + 1 < ports.size()) {
                bind(ports, start, tried + 1);
              } else {
                over = true;
                owner.failed(done.cause());
              }
            });
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Channel tcp = ctx.channel();
    if (over || !isAllowed(tcp)) {
      Splice.reset(tcp);
      return;
    }
    close();
    tcp.pipeline().addLast(new EarlyBytes());
    tcp.pipeline().remove(this);
    owner.accepted(tcp);
  }

  private boolean isAllowed(Channel tcp) {
    return tcp.remoteAddress() instanceof InetSocketAddress from
        && Addresses.plain(from).getAddress().equals(allowed);
  }

  void close() {
    over = true;
    if (server != null) {
      server.close();
    }
  }
}
