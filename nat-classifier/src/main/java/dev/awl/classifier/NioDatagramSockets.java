package dev.awl.classifier;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** Plain JDK sockets: every platform has them, the event loop must be an NIO one. */
public final class NioDatagramSockets implements DatagramSockets {

  @Override
  public ChannelFuture open(EventLoop loop, InetSocketAddress local, ChannelHandler handler) {
    // The family of the socket follows the address, so that 0.0.0.0 never reports an IPv4-mapped
    // IPv6 sender.
    SocketProtocolFamily family =
        local.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new NioDatagramChannel(family))
        .handler(handler)
        .bind(local);
  }
}
