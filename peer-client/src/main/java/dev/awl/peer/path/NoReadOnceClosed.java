package dev.awl.peer.path;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;

/**
 * Makes epoll sockets for datagrams that may be closed by what they receive.
 *
 * <p>Netty 4.2.18 reads on after a datagram whose handler has closed the channel, as it no longer
 * does for streams (netty/netty#5048). The number of the closed descriptor may be another thread's
 * socket by then: its datagrams would be taken, and a blocking one holds up the event loop for
 * ever. A channel that does not read by itself stops after the datagram that it is at.
 */
@Sharable
public final class NoReadOnceClosed extends ChannelOutboundHandlerAdapter {

  private static final NoReadOnceClosed INSTANCE = new NoReadOnceClosed();

  private NoReadOnceClosed() {}

  /** A socket of this family, not registered. */
  public static EpollDatagramChannel newChannel(SocketProtocolFamily family) {
    return guarded(new EpollDatagramChannel(family));
  }

  /** A socket of the family that the machine prefers, not registered. */
  public static EpollDatagramChannel newChannel() {
    return guarded(new EpollDatagramChannel());
  }

  private static EpollDatagramChannel guarded(EpollDatagramChannel channel) {
    channel.pipeline().addLast(INSTANCE);
    return channel;
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.channel().config().setAutoRead(false);
    var unused = context.close(promise);
  }
}
