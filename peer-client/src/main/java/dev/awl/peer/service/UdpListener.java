package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A local UDP port of a service: every user address has a flow of its own. */
final class UdpListener extends SocketFlows<InetSocketAddress> {

  private final int index;

  UdpListener(ServiceUser user, BoundListener listener, int index) {
    super(user, listener);
    this.index = index;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress from = packet.sender();
    send(from, packet.content(), () -> begin(ctx.channel(), from));
    packet.release();
  }

  private UserFlow begin(Channel socket, InetSocketAddress from) {
    ServiceRequest request = new ServiceRequest(listener.service().name(), "", index, from);
    return user.flows().begin(request, new ToUser(socket, from));
  }

  private final class ToUser extends Answers {

    ToUser(Channel socket, InetSocketAddress user) {
      super(socket, user);
    }

    @Override
    public void answer(ByteBuf payload, @Nullable InetSocketAddress from) {
      UdpTransport.write(socket, payload, key);
      user.flows().written(socket);
    }

    @Override
    public void refused(DialStatus status) {
      user.refusedDatagrams(listener.service(), key, status.textOfDatagrams());
    }
  }
}
