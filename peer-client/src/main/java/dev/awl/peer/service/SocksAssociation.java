package dev.awl.peer.service;

import dev.awl.wire.AddressText;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.util.ReferenceCountUtil;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A UDP ASSOCIATE of a SOCKS user (RFC 1928 sections 6 and 7): a UDP port for him that lasts as
 * long as this connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // it closes either way
final class SocksAssociation extends ChannelInboundHandlerAdapter {

  private final ServiceUser user;
  private final BoundListener listener;
  private @Nullable Channel udp;

  SocksAssociation(ServiceUser user, BoundListener listener) {
    this.user = user;
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel tcp = ctx.channel();
    InetSocketAddress here = (InetSocketAddress) tcp.localAddress();
    InetSocketAddress there = (InetSocketAddress) tcp.remoteAddress();
    UdpTransport.bootstrap(tcp.eventLoop())
        .handler(new SocksDatagrams(user, listener, there.getAddress()))
        .bind(new InetSocketAddress(here.getAddress(), 0))
        .addListener((ChannelFuture bound) -> bound(tcp, bound));
  }

  private void bound(Channel tcp, ChannelFuture bound) {
    if (!bound.isSuccess()) {
      SocksHandshake.refuse(tcp, Socks5CommandStatus.FAILURE);
      return;
    }
    if (!tcp.isActive()) {
      bound.channel().close();
      return;
    }
    udp = bound.channel();
    InetSocketAddress at = (InetSocketAddress) bound.channel().localAddress();
    boolean v4 = at.getAddress() instanceof Inet4Address;
    tcp.writeAndFlush(
        new DefaultSocks5CommandResponse(
            Socks5CommandStatus.SUCCESS,
            v4 ? Socks5AddressType.IPv4 : Socks5AddressType.IPv6,
            AddressText.of(at.getAddress()),
            at.getPort()));
    tcp.config().setAutoRead(true); // nothing comes but its end
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (udp != null) {
      udp.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
