package dev.awl.peer.service;

import dev.awl.peer.alg.AlgHelper;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A local UDP port of a service that a helper takes care of: what each user asks for is its own.
 */
final class RequestListener extends ChannelInboundHandlerAdapter {

  /** Each may have a socket. Above this the one that asked longest ago makes way. */
  private static final int MOST = 256;

  private final ServiceUser user;
  private final BoundListener listener;
  private final int index;
  private final AlgHelper helper;
  private final Map<InetSocketAddress, RequestControl> controls = new LinkedHashMap<>();

  RequestListener(ServiceUser user, BoundListener listener, int index, AlgHelper helper) {
    this.user = user;
    this.listener = listener;
    this.index = index;
    this.helper = helper;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    byte[] bytes = ByteBufUtil.getBytes(packet.content());
    InetSocketAddress from = packet.sender();
    packet.release();
    RequestControl control = controls.get(from);
    if (control == null || !control.fromUser(bytes)) {
      begin(ctx.channel(), from).fromUser(bytes);
    }
  }

  private RequestControl begin(Channel socket, InetSocketAddress from) {
    if (controls.size() >= MOST) {
      user.flows().counters().countEvicted();
      controls.values().iterator().next().end();
    }
    ServiceRequest request = new ServiceRequest(listener.service().name(), "", index, from);
    RequestControl control =
        new RequestControl(user, listener.service(), helper, request, socket, new Owner(from));
    controls.put(from, control);
    return control;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    List.copyOf(controls.values()).forEach(RequestControl::end);
  }

  /** A user's port is closed, for instance: no reason to stop. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}

  private final class Owner implements RequestControl.Owner {

    private final InetSocketAddress from;

    Owner(InetSocketAddress from) {
      this.from = from;
    }

    @Override
    public void ended(RequestControl control) {
      controls.remove(from, control);
    }

    @Override
    public boolean makeRoom() {
      for (RequestControl each : controls.values()) {
        if (each.isTransferred()) {
          each.end();
          return true;
        }
      }
      return false;
    }
  }
}
