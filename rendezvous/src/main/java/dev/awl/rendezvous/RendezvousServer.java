package dev.awl.rendezvous;

import dev.awl.wire.AddressText;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A running rendezvous server. */
public final class RendezvousServer implements AutoCloseable {

  /** A connection with more than this unsent is closed. A message has 64 KiB at most. */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(128 * 1024, 256 * 1024);

  /** Left to itself the kernel grows it to megabytes a connection. */
  private static final int KERNEL_UNSENT = 128 * 1024;

  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final Node node;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  private RendezvousServer(EventLoopGroup loops, Node node) {
    this.loops = loops;
    this.node = node;
  }

  /**
   * Starts a server; it serves when this returns.
   *
   * @throws IOException with one line for people: an address cannot be listened on
   */
  public static RendezvousServer start(RendezvousSettings settings) throws IOException {
    Counters counters = new Counters();
    SecureRandom random = new SecureRandom();
    Node node =
        new Node(
            "local",
            settings,
            new RelayGrants(settings.relaySecret(), settings.relayTtl(), Clock.systemUTC()),
            new MemoryDirectory(),
            new MemoryBus(),
            new AnswerRoutes(),
            new Mailboxes(random::nextInt),
            counters,
            new Admission(settings.limits(), new ForwardedFor(settings.proxies()), counters),
            new AtomicLong(),
            random);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("awl-rendezvous", true), NioIoHandler.newFactory());
    RendezvousServer server = new RendezvousServer(loops, node);
    try {
      for (InetSocketAddress address : settings.bind()) {
        server.bind(address);
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** From now on relay credentials are made from this secret; those that were given stay. */
  public void relaySecret(String secret) {
    node.grants().change(secret);
  }

  private void bind(InetSocketAddress address) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .childOption(ChannelOption.SO_SNDBUF, KERNEL_UNSENT)
            .childHandler(new ConnectionPipeline(node, channels))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + AddressText.of(address) + " (TCP): " + bound.cause().getMessage(),
          bound.cause());
    }
    channels.add(bound.channel());
    addresses.add((InetSocketAddress) bound.channel().localAddress());
  }

  /** Where the server listens, in the order of the settings. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** What it has counted. */
  public ServerCounts counts() {
    return node.counters().snapshot();
  }

  /** Ends all connections and stops; returns when nothing runs any more. */
  @Override
  public void close() {
    channels.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
