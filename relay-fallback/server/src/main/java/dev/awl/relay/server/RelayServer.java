package dev.awl.relay.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A TURN server (RFC 8656) over UDP and TCP on one port, over TLS on another. */
public final class RelayServer implements AutoCloseable {

  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int UDP_QUEUE = 8 << 20;
  private static final WriteBufferWaterMark TCP_QUEUE =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  /** With port 0 the kernel picks UDP's; TCP may find the same number taken. */
  private static final int PORT_ATTEMPTS = 16;

  private final EventLoopGroup loops;
  private final boolean ownLoops;
  private final RelayCounters counters = new RelayCounters();
  private final Workers workers;
  private final RelayControl control;
  private final List<Channel> listeners = new ArrayList<>();
  private final List<InetSocketAddress> listening = new CopyOnWriteArrayList<>();
  private @Nullable InetSocketAddress tlsAddress;

  private RelayServer(RelaySettings settings, @Nullable EventLoopGroup given) throws IOException {
    this.ownLoops = given == null;
    this.loops = given == null ? newLoops() : given;
    RelayedRegistry registry = new RelayedRegistry(settings.relayed(), settings.ports());
    RelayCore core = newCore(settings, registry);
    AtomicInteger connections = new AtomicInteger();
    this.workers = new Workers(loop -> new RelayWorker(core, registry, loop, connections));
    this.control = new RelayControl(core, workers);
  }

  private static EventLoopGroup newLoops() {
    return new MultiThreadIoEventLoopGroup(
        1,
        new DefaultThreadFactory("awl-relay", true),
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  private RelayCore newCore(RelaySettings settings, RelayedRegistry registry) throws IOException {
    SecureRandom random = new SecureRandom();
    Set<InetAddress> own = OwnAddresses.of(settings);
    Set<InetAddress> relayed = new HashSet<>();
    settings.relayed().forEach(each -> relayed.add(each.external()));
    PeerAddressPolicy policy =
        new PeerAddressPolicy(
            settings.peers(),
            own,
            relayed,
            peer -> OwnAddresses.isListening(listening, own, peer),
            registry::isLent);
    return new RelayCore(
        new Authenticator(settings.users(), InstantSource.system()),
        new NonceIssuer(random),
        policy,
        new RelayUsage(settings.quotas()),
        counters,
        random);
  }

  /**
   * Starts on an event loop of its own.
   *
   * @throws IOException with one line for people when a port cannot be opened
   */
  public static RelayServer start(RelaySettings settings) throws IOException {
    return start(settings, null);
  }

  /** Starts on the caller's event loops, which stay open when the relay closes. */
  public static RelayServer start(RelaySettings settings, @Nullable EventLoopGroup loops)
      throws IOException {
    RelayServer server = new RelayServer(settings, loops);
    try {
      for (InetSocketAddress address : settings.listen()) {
        server.listen(address, settings.ownUdp());
      }
      if (settings.tls() != null) {
        server.listenTls(settings.tls());
      }
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void listen(InetSocketAddress wanted, boolean udp) throws IOException {
    int attempts = wanted.getPort() == 0 ? PORT_ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      Channel datagrams = udp ? listenUdp(wanted) : null;
      InetSocketAddress same =
          datagrams == null ? wanted : (InetSocketAddress) datagrams.localAddress();
      try {
        Channel streams = listenTcp(same, new StreamPipeline(null));
        listeners.add(streams);
        if (datagrams != null) {
          listeners.add(datagrams);
        }
        listening.add((InetSocketAddress) streams.localAddress());
        return;
      } catch (IOException e) {
        if (datagrams != null) {
          datagrams.close().awaitUninterruptibly();
        }
        if (attempt == attempts) {
          throw e;
        }
      }
    }
  }

  private void listenTls(RelaySettings.TlsPort tls) throws IOException {
    Channel streams = listenTcp(tls.listen(), new StreamPipeline(tls.context()));
    listeners.add(streams);
    tlsAddress = (InetSocketAddress) streams.localAddress();
  }

  private Channel listenUdp(InetSocketAddress address) throws IOException {
    EventLoop loop = loops.next();
    Channel channel = DatagramSockets.create(loop, address.getAddress(), SOCKET_BUFFER, UDP_QUEUE);
    channel.pipeline().addLast(datagramHandler());
    loop.register(channel).awaitUninterruptibly();
    return opened(channel.bind(address), "UDP", address);
  }

  private Channel listenTcp(InetSocketAddress address, StreamPipeline pipeline) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(DatagramSockets.streamServerType(loops.next()))
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TCP_QUEUE)
            .childHandler(pipeline);
    return opened(bootstrap.bind(address), "TCP", address);
  }

  private final class StreamPipeline extends ChannelInitializer<Channel> {
    private final @Nullable SslContext tls;

    StreamPipeline(@Nullable SslContext tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      RelayStreamDecoder decoder = new RelayStreamDecoder();
      channel.pipeline().addLast(decoder).addLast(new RelayStreamHandler(workers, decoder));
    }
  }

  private static Channel opened(ChannelFuture opening, String kind, InetSocketAddress address)
      throws IOException {
    opening.awaitUninterruptibly();
    if (!opening.isSuccess()) {
      var unused = opening.channel().close();
      throw new PortException(kind, address, opening.cause());
    }
    return opening.channel();
  }

  /**
   * A handler for clients' datagrams on somebody else's UDP socket: add a new one to each such
   * channel; it answers through the channel it is in. It takes ownership of every DatagramPacket.
   */
  public ChannelHandler datagramHandler() {
    return new RelayDatagramHandler(workers);
  }

  /**
   * A handler for one client's byte stream on a connection that is somebody else's, such as a
   * WebSocket: takes and writes {@code ByteBuf}s, one or more a message. Add a new one to each.
   */
  public ChannelHandler streamHandler() {
    return new StreamPipeline(null);
  }

  /** Tells the relay of a UDP socket it must not be made to send to: one it answers on. */
  public void alsoListensOn(InetSocketAddress address) {
    listening.add(address);
  }

  /** Where clients reach it, with the ports that were chosen. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(listening);
  }

  /** Where clients speak TLS; null when they cannot. */
  public @Nullable InetSocketAddress tlsAddress() {
    return tlsAddress;
  }

  public RelayCounters.Snapshot counters() {
    return counters.snapshot();
  }

  /** The counters as Prometheus reads them. */
  public String prometheus() {
    return counters.prometheus();
  }

  /** For its operator. */
  public RelayControl control() {
    return control;
  }

  @Override
  public void close() {
    for (Channel each : listeners) {
      each.close().awaitUninterruptibly();
    }
    workers.close();
    if (ownLoops) {
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
