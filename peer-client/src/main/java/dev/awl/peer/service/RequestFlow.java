package dev.awl.peer.service;

import dev.awl.peer.alg.Expectation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The inner end of a flow whose requests are answered from another port, as TFTP's are. Nothing
 * comes in but what a flow for the answers expects: from the service's host, from one port.
 */
final class RequestFlow extends HostFlow {

  private final String service;
  private @Nullable Channel socket;
  private @Nullable InetSocketAddress target;
  private @Nullable AnswerFlow answers;

  RequestFlow(
      HostFlows flows,
      int id,
      String service,
      DialOptions options,
      Quota quota,
      UdpReassembly.Budget budget) {
    super(flows, id, options, quota, budget);
    this.service = service;
  }

  /** The service's name. */
  String service() {
    return service;
  }

  /** Not connected: the answers come from another port. */
  @Override
  ChannelFuture socket(EventLoop loop, InetSocketAddress to) {
    target = to;
    String any = to.getAddress() instanceof Inet6Address ? "::" : "0.0.0.0";
    ChannelFuture bound =
        UdpTransport.bootstrap(loop).handler(this).bind(new InetSocketAddress(any, 0));
    socket = bound.channel();
    return bound;
  }

  @Override
  void write(Channel bound, ByteBuf payload, InetSocketAddress to) {
    UdpTransport.write(bound, payload, to);
  }

  /** Lets these answers in; false: it has had its one expectation. */
  boolean expect(AnswerFlow flow) {
    if (answers != null || isClosed()) {
      return false;
    }
    answers = flow;
    return true;
  }

  /** A payload for the port that answers. Owned. */
  void sendTo(InetSocketAddress port, ByteBuf payload) {
    if (socket != null) {
      UdpTransport.write(socket, payload, port);
      flows().written(socket);
      flows().counters().countPassed();
    } else {
      payload.release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress from = Addresses.plain(packet.sender());
    AnswerFlow flow = answers;
    if (flow != null && isService(from) && flow.takes(from)) {
      flow.answer(packet.content());
    } else {
      flows().counters().countUnexpected();
    }
    packet.release();
  }

  private boolean isService(InetSocketAddress from) {
    InetSocketAddress to = target;
    return to != null
        && from.getAddress().equals(to.getAddress())
        && (from.getPort() >= Expectation.FIRST_PORT || from.getPort() == to.getPort());
  }

  /** It lives as long as its answers come. */
  @Override
  boolean isIdle(long now) {
    return super.isIdle(now) && (answers == null || answers.isIdle(now));
  }

  @Override
  void close() {
    super.close();
    if (answers != null && !answers.isClosed()) {
      flows().end(answers, DialStatus.OK);
    }
  }
}
