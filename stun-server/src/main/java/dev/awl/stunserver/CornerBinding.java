package dev.awl.stunserver;

import dev.awl.wire.AddressText;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Binds the sockets of a server, closed for input: all of them or none. */
final class CornerBinding {

  /** How often any free port is tried until one is free for UDP and TCP on both addresses. */
  private static final int FREE_PORT_ATTEMPTS = 32;

  private final StunServerSettings settings;
  private final List<EventLoop> loops;
  private final StreamServices streams;

  CornerBinding(StunServerSettings settings, List<EventLoop> loops, StreamServices streams) {
    this.settings = settings;
    this.loops = loops;
    this.streams = streams;
  }

  BoundSockets bindAll() throws BindException {
    BoundSockets bound = new BoundSockets(loops.size());
    try {
      bound.addAll(bindPort(settings.firstPort, corners(Corner.A1_P1, Corner.A2_P1)));
      bound.addAll(bindPort(settings.secondPort, corners(Corner.A1_P2, Corner.A2_P2)));
      return bound;
    } catch (BindException e) {
      bound.close();
      throw e;
    }
  }

  private List<Corner> corners(Corner primary, Corner alternate) {
    return settings.alternate == null ? List.of(primary) : List.of(primary, alternate);
  }

  private BoundSockets bindPort(int wanted, List<Corner> corners) throws BindException {
    int attempts = wanted == 0 ? FREE_PORT_ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      BoundSockets bound = new BoundSockets(loops.size());
      try {
        int port = wanted;
        for (Corner corner : corners) {
          port = bindCorner(corner, port, bound);
        }
        return bound;
      } catch (BindException e) {
        bound.close();
        if (attempt == attempts) {
          throw e;
        }
      }
    }
  }

  /** Returns the port, which is another than 0. */
  private int bindCorner(Corner corner, int wanted, BoundSockets bound) throws BindException {
    InetAddress address = address(corner);
    boolean shared = loops.size() > 1;
    int port = shared ? freePort(address, wanted) : wanted;
    for (int thread = 0; thread < loops.size(); thread++) {
      Channel channel = bindDatagram(loops.get(thread), address, port, shared);
      bound.addDatagram(thread, corner, channel);
      port = ((InetSocketAddress) channel.localAddress()).getPort();
    }
    if (settings.streams.contains(corner)) {
      bound.addStream(corner, bindStream(corner, address, port));
    }
    return port;
  }

  private InetAddress address(Corner corner) {
    InetAddress alternate = settings.alternate;
    return corner.onAlternateAddress() && alternate != null ? alternate : settings.primary;
  }

  /**
   * Binds and lets go. With SO_REUSEPORT a port that another process serves in the same way would
   * be had as well, and half of the requests would go there.
   */
  private static int freePort(InetAddress address, int wanted) throws BindException {
    try (DatagramSocket probe = new DatagramSocket((InetSocketAddress) null)) {
      probe.setReuseAddress(false);
      probe.bind(new InetSocketAddress(address, wanted));
      return probe.getLocalPort();
    } catch (IOException e) {
      throw failure("UDP", address, wanted, e);
    }
  }

  private static Channel bindDatagram(EventLoop loop, InetAddress address, int port, boolean shared)
      throws BindException {
    ChannelFuture binding =
        DatagramTransport.bootstrap(loop, shared)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(address, port)
            .awaitUninterruptibly();
    return opened(binding, "UDP", address, port);
  }

  private Channel bindStream(Corner corner, InetAddress address, int port) throws BindException {
    ChannelFuture binding =
        StreamTransport.bootstrap(loops.get(corner.onSecondPort() ? loops.size() - 1 : 0))
            .option(ChannelOption.AUTO_READ, false)
            .childHandler(new StreamPipeline(corner, streams))
            .bind(address, port)
            .awaitUninterruptibly();
    return opened(binding, "TCP", address, port);
  }

  private static Channel opened(
      ChannelFuture binding, String protocol, InetAddress address, int port) throws BindException {
    Throwable cause = binding.cause();
    if (cause == null) {
      return binding.channel();
    }
    throw failure(protocol, address, port, cause);
  }

  private static BindException failure(
      String protocol, InetAddress address, int port, Throwable cause) {
    return new BindException(
        "cannot listen on "
            + protocol
            + " "
            + AddressText.of(new InetSocketAddress(address, port))
            + ": "
            + cause.getMessage());
  }
}
