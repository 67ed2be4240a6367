package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;

/** Accepts users of a socks5 service (RFC 1928). */
@Sharable
final class SocksListener extends ChannelInboundHandlerAdapter {

  private final ServiceUser user;
  private final BoundListener listener;

  SocksListener(ServiceUser user, BoundListener listener) {
    this.user = user;
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Channel tcp = ctx.channel();
    if (!user.admit(tcp)) {
      user.refused(
          listener.service(),
          tcp.remoteAddress(),
          "more than " + ServiceUser.MAX_USERS + " connections at once");
      Splice.reset(tcp);
      return;
    }
    tcp.pipeline()
        .addLast(Socks5ServerEncoder.DEFAULT)
        .addLast(new Socks5InitialRequestDecoder())
        .addLast(new SocksHandshake(user, listener));
    tcp.read();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Splice.reset(ctx.channel());
  }
}
