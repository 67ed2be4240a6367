package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A local UDP port of a service: every user address has a flow of its own. */
final class UdpListener extends ChannelInboundHandlerAdapter {

  private final ServiceUser user;
  private final BoundListener listener;
  private final int index;
  private final Map<InetSocketAddress, UserFlow> flows = new HashMap<>(); // bounded by UserFlows

  UdpListener(ServiceUser user, BoundListener listener, int index) {
    this.user = user;
    this.listener = listener;
    this.index = index;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    UserFlow flow = flows.get(packet.sender());
    if (flow == null) {
      flow = begin(ctx.channel(), packet.sender());
    }
    user.flows().send(flow, packet.content());
    packet.release();
  }

  private UserFlow begin(Channel socket, InetSocketAddress from) {
    ServiceRequest request = new ServiceRequest(listener.service().name(), "", index, from);
    UserFlow flow = user.flows().begin(request, new Answers(socket, from));
    flows.put(from, flow);
    return flow;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    user.flows().flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    List.copyOf(flows.values()).forEach(user.flows()::end);
  }

  /** A user's port is closed, for instance: no reason to stop. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}

  private final class Answers implements UserFlow.Sink {

    private final Channel socket;
    private final InetSocketAddress to;

    Answers(Channel socket, InetSocketAddress to) {
      this.socket = socket;
      this.to = to;
    }

    @Override
    public void answer(ByteBuf payload, @Nullable InetSocketAddress from) {
      UdpTransport.write(socket, payload, to);
      user.flows().written(socket);
    }

    @Override
    public void over() {
      flows.remove(to);
    }

    @Override
    public void refused(DialStatus status) {
      user.refusedDatagrams(listener.service(), to, status.textOfDatagrams());
    }
  }
}
