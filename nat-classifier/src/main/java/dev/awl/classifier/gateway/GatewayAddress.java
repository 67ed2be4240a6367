package dev.awl.classifier.gateway;

import dev.awl.classifier.DatagramSockets;
import dev.awl.wire.Machine;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a {@link GatewayQuery} (NAT-PMP, PCP) on a real socket. Lives on one event loop. */
final class GatewayAddress extends SimpleChannelInboundHandler<DatagramPacket> {

  private final EventLoop loop;
  private final InetSocketAddress gateway;
  private final Inet4Address local;
  private final Promise<Optional<InetAddress>> result;
  private final long epoch = System.nanoTime();
  private @Nullable GatewayQuery query;

  private GatewayAddress(EventLoop loop, InetSocketAddress gateway, Inet4Address local) {
    this.loop = loop;
    this.gateway = gateway;
    this.local = local;
    this.result = loop.newPromise();
  }

  /**
   * Asks a gateway for its outside address.
   *
   * @param local our address towards it
   * @return empty where it does not say, within 0.7 s (1.4 s in PCP); never fails
   */
  static Future<Optional<InetAddress>> ask(
      EventLoop loop, DatagramSockets sockets, InetAddress gateway, Inet4Address local) {
    return ask(loop, sockets, new InetSocketAddress(gateway, NatPmp.PORT), local);
  }

  static Future<Optional<InetAddress>> ask(
      EventLoop loop, DatagramSockets sockets, InetSocketAddress gateway, Inet4Address local) {
    GatewayAddress asking = new GatewayAddress(loop, gateway, local);
    GatewaySocket.open(loop, sockets, local, asking, asking.result, asking::start);
    return asking.result;
  }

  private void start(Channel opened) {
    int port = ((InetSocketAddress) opened.localAddress()).getPort();
    query = new GatewayQuery(local, port, new SecureRandom());
    query.start(now());
    carryOut(opened, query);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    GatewayQuery running = query;
    if (running != null && packet.sender().equals(gateway)) {
      running.handle(now(), ByteBufUtil.getBytes(packet.content()));
      carryOut(context.channel(), running);
    }
  }

  private void carryOut(Channel opened, GatewayQuery running) {
    byte[] request;
    while ((request = running.poll()) != null) {
      // A gateway that cannot be sent to is a gateway that does not say.
      var unused =
          opened.writeAndFlush(
              new DatagramPacket(Unpooled.wrappedBuffer(request), gateway), opened.voidPromise());
    }
    if (running.done()) {
      result.trySuccess(Optional.ofNullable(running.external()));
    } else if (running.deadline() != Machine.NEVER) {
      var unused =
          loop.schedule(
              () -> {
                if (!result.isDone()) {
                  running.handleTimeout(now());
                  carryOut(opened, running);
                }
              },
              Math.max(0, running.deadline() - now()),
              TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // An ICMP error: nothing listens there, and the query's own time-out says the same.
  }

  private long now() {
    return System.nanoTime() - epoch;
  }
}
