package dev.awl.classifier;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/** How a UDP socket is opened; a NAT emulator, for one, opens sockets behind itself. */
public interface DatagramSockets {

  /**
   * Binds a UDP socket on {@code loop}; its {@link io.netty.channel.socket.DatagramPacket}s go to
   * {@code handler}. Port 0: any.
   */
  ChannelFuture open(EventLoop loop, InetSocketAddress local, ChannelHandler handler);
}
