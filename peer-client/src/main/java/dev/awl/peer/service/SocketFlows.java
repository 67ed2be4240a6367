package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A local UDP socket whose datagrams belong to flows; it ends them with itself.
 *
 * @param <K> what the datagrams of a flow have in common
 */
abstract class SocketFlows<K> extends ChannelInboundHandlerAdapter {

  final ServiceUser user;
  final BoundListener listener;
  private final Map<K, UserFlow> flows = new HashMap<>(); // bounded by UserFlows

  SocketFlows(ServiceUser user, BoundListener listener) {
    this.user = user;
    this.listener = listener;
  }

  /** Sends by the flow of this key, which begins with its first datagram. Borrowed. */
  final void send(K key, ByteBuf payload, Supplier<UserFlow> begin) {
    UserFlow flow = flows.get(key);
    if (flow == null) {
      flow = begin.get();
      flows.put(key, flow);
    }
    user.flows().send(flow, payload);
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

  /** What comes back on a flow. */
  abstract class Answers implements UserFlow.Sink {

    final Channel socket;
    final K key;

    Answers(Channel socket, K key) {
      this.socket = socket;
      this.key = key;
    }

    @Override
    public final void over() {
      flows.remove(key);
    }
  }
}
