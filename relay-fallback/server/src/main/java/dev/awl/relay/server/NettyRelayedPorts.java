package dev.awl.relay.server;

import dev.awl.wire.stun.attribute.AddressFamily;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Relayed ports as datagram channels on the client's event loop, at random (RFC 6056). */
final class NettyRelayedPorts implements RelayedPorts {

  /** Ports that other programs hold: give up after so many. */
  private static final int MAX_REFUSED = 64;

  private static final int SOCKET_BUFFER = 1 << 20;
  private static final int QUEUE = 1 << 20;

  private final RelayWorker worker;
  private final EventLoop loop;
  private final RelayedRegistry registry;
  private final SecureRandom random;

  NettyRelayedPorts(
      RelayWorker worker, EventLoop loop, RelayedRegistry registry, SecureRandom random) {
    this.worker = worker;
    this.loop = loop;
    this.registry = registry;
    this.random = random;
  }

  @Override
  public boolean supports(AddressFamily family) {
    return registry.of(family) != null;
  }

  @Override
  public boolean canForbidFragments() {
    return DatagramSockets.isEpoll(loop);
  }

  @Override
  public @Nullable RelayedSocket open(AddressFamily family, boolean even) {
    RelayedAddress address = registry.of(family);
    Scan scan = new Scan(even);
    int port;
    while (address != null && (port = scan.next(address)) > 0) {
      RelayedSocket socket = bind(address, port);
      if (socket != null) {
        return socket;
      }
    }
    return null;
  }

  @Override
  public @Nullable Pair openPair(AddressFamily family) {
    RelayedAddress address = registry.of(family);
    Scan scan = new Scan(true);
    int port;
    while (address != null && (port = scan.next(address)) > 0) {
      boolean oddIsFree =
          port < registry.range().last() && !registry.isLent(address.external(), port + 1);
      RelayedSocket even = oddIsFree ? bind(address, port) : null;
      RelayedSocket odd = even == null ? null : bind(address, port + 1);
      if (even != null && odd != null) {
        return new Pair(even, odd);
      }
      if (even != null) {
        even.close();
      }
    }
    return null;
  }

  /** Walks the range once from a random port, past what we lent out ourselves. */
  private final class Scan {
    private final PortRange range = registry.range();
    private final int start = random.nextInt(range.size());
    private final boolean even;
    private int step;
    private int handedOut;

    Scan(boolean even) {
      this.even = even;
    }

    /** The next port to try, or 0. */
    int next(RelayedAddress address) {
      while (step < range.size() && handedOut < MAX_REFUSED) {
        int port = range.first() + (start + step++) % range.size();
        if ((!even || (port & 1) == 0) && !registry.isLent(address.external(), port)) {
          handedOut++;
          return port;
        }
      }
      return 0;
    }
  }

  /**
   * Registering and binding complete at once on the channel's own event loop, so no allocation is
   * ever half made.
   */
  private @Nullable RelayedSocket bind(RelayedAddress address, int port) {
    assert loop.inEventLoop();
    Channel channel = DatagramSockets.create(loop, address.bind(), SOCKET_BUFFER, QUEUE);
    LoneSender.mayFragment(channel, address.bind());
    var socket = new NettyRelayedSocket(worker, channel, address, port, registry);
    channel.pipeline().addLast(socket.handler());
    ChannelFuture registered = loop.register(channel);
    ChannelFuture bound = channel.bind(new InetSocketAddress(address.bind(), port));
    if (!registered.isSuccess() || !bound.isSuccess()) {
      var unused = channel.close();
      return null;
    }
    registry.lend(socket.external());
    return socket;
  }
}
