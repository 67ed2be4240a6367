package dev.awl.natlab;

import dev.awl.classifier.DatagramSockets;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens real UDP sockets behind an emulated NAT, on one machine and without privileges.
 *
 * <pre>
 *   owner's handler                             the world
 *        |                           real sockets on the external address
 *   inside socket       --Nat-->     127.0.0.11:40000  -------------->
 *   127.0.1.2:40000     &lt;--Nat--     127.0.0.11:40000  &lt;--------------
 *   (bound only to have its address: what arrives on it is dropped)
 * </pre>
 *
 * The owner does not notice: its channel's local address is the inside one, packets it writes leave
 * by the mapped port, and packets that pass the filter arrive in its pipeline. All sockets opened
 * here share one NAT and one event loop. A type that does not translate binds the external address
 * itself.
 */
public final class NattedSockets implements DatagramSockets {

  /** Every mapping is a real socket: what an ordinary user's limit of open files allows. */
  private static final int MAX_BINDINGS = 512;

  private final DatagramSockets plain;
  private final NatType type;
  private final InetAddress localAddress;
  private final OutsideSockets outside;
  private final AtomicReference<EventLoop> loop = new AtomicReference<>();

  /**
   * @param plain opens the real sockets
   * @param inside the address owners see, a loopback address of their own
   * @param external the outside address of the NAT, another one
   * @param seed of random and sequential ports
   */
  public NattedSockets(
      DatagramSockets plain, NatType type, InetAddress inside, InetAddress external, long seed) {
    this.plain = plain;
    this.type =
        type.withBindings(type.bindingLifetime(), Math.min(type.maxBindings(), MAX_BINDINGS));
    this.localAddress = type.translates() ? inside : external;
    this.outside = new OutsideSockets(plain, this.type, external, seed);
  }

  /** What this NAT does. */
  public NatType type() {
    return type;
  }

  /** The address that owners' sockets get. */
  public InetAddress localAddress() {
    return localAddress;
  }

  /**
   * Binds {@code local}'s port on {@link #localAddress}; the address asked for is not looked at.
   */
  @Override
  public ChannelFuture open(EventLoop eventLoop, InetSocketAddress local, ChannelHandler handler) {
    EventLoop first = loop.compareAndExchange(null, eventLoop);
    if (first != null && first != eventLoop) {
      throw new IllegalArgumentException("the sockets behind one NAT share one event loop");
    }
    ChannelHandler natted =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new InsideHandler(outside), handler);
          }
        };
    return plain.open(eventLoop, new InetSocketAddress(localAddress, local.getPort()), natted);
  }
}
