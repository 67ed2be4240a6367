package dev.awl.peer.service;

import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.AlgHelpers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/** Accepts users of one port of a service and gives each a stream to the peer. */
@Sharable
final class ServiceListener extends ChannelInboundHandlerAdapter {

  private final ServiceUser user;
  private final BoundListener listener;
  private final int index;

  /**
   * Serves users of a port.
   *
   * @param index which one of the service's range: 0 is the first
   */
  ServiceListener(ServiceUser user, BoundListener listener, int index) {
    this.user = user;
    this.listener = listener;
    this.index = index;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    Channel tcp = ctx.channel();
    if (!user.admit(tcp)) {
      refused(tcp, "more than " + ServiceUser.MAX_USERS + " connections at once");
      Splice.reset(tcp);
      return;
    }
    tcp.pipeline().addLast(new EarlyBytes());
    ServiceRequest request =
        new ServiceRequest(
            listener.service().name(), "", index, (InetSocketAddress) tcp.remoteAddress());
    AlgHelper helper = AlgHelpers.forScheme(listener.service().protocol());
    if (helper != null) {
      UserControl.open(user, listener.service(), helper, request, tcp);
      return;
    }
    UserCall call =
        new UserCall(
            tcp,
            user.paces(listener.service()),
            why -> refused(tcp, why),
            () -> user.answered(tcp));
    user.asks(listener.service(), tcp, call::refuse);
    user.openStream(call.statusReader())
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (opened.isSuccess()) {
                call.start(request, opened.getNow());
              } else {
                refused(tcp, String.valueOf(opened.cause().getMessage()));
                Splice.reset(tcp);
              }
            });
  }

  private void refused(Channel tcp, String why) {
    user.refused(listener.service(), tcp.remoteAddress(), why);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Splice.reset(ctx.channel());
  }
}
