package dev.awl.peer.channel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The QUIC connections to one peer.
 *
 * <p>Netty walks every writable stream of a connection for every packet it receives, so idle
 * streams slow their neighbours down: a connection gets about {@value #STREAMS} and the dialer adds
 * connections before they are full. Both sides see every stream, so nobody has to ask. Streams fill
 * the first connections first; a surplus one, idle, is closed by the dialer and no longer used by
 * the other side some time before.
 */
final class ConnectionPool {

  /** Told when a connection ended. */
  interface LossListener {
    /**
     * A connection ended, or never came about.
     *
     * @param last whether no other is left
     * @param refused whether the peer refused our key
     */
    void lost(String reason, boolean last, boolean refused);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

  private static final int STREAMS = 32;
  private static final int LIMIT = 32;
  private static final int FIRST_DIALS = 3;
  private static final long REDIAL_MILLIS = 400; // quiche alone would repeat after a second
  private static final long KEEP_ALIVE_SECONDS = 15;
  private static final long AVOID_IDLE_NANOS = 15_000_000_000L;
  private static final long CLOSE_IDLE_NANOS = 30_000_000_000L;
  private static final double GAIN = 1.25; // below 1 collapses: BBR takes it for the bottleneck
  private static final long UNPACED_RTT_NANOS = 3_000_000;

  private final VirtualChannel virtual;
  private final boolean dials;
  private final StreamAcceptors acceptors;
  private final FrameAcceptors frames;
  private final LossListener listener;
  private final List<Connection> connections = new ArrayList<>();
  private final WaitingStreams waiting;
  private final List<ScheduledFuture<?>> timers = new ArrayList<>();
  private int dialing;
  private boolean authenticated;
  private boolean closed;
  private @Nullable String lastReason;

  ConnectionPool(
      EventLoop loop,
      VirtualChannel virtual,
      boolean dials,
      StreamAcceptors acceptors,
      FrameAcceptors frames,
      LossListener listener) {
    this.virtual = virtual;
    this.dials = dials;
    this.acceptors = acceptors;
    this.frames = frames;
    this.listener = listener;
    waiting = new WaitingStreams(loop, this::forNewStream);
  }

  boolean dials() {
    return dials;
  }

  /** Dials, if that is our part; every connection made before the first hello says hello. */
  void start(Consumer<Connection> hello) {
    if (!dials) {
      return;
    }
    for (int attempt = 0; attempt < FIRST_DIALS; attempt++) {
      long at = attempt * REDIAL_MILLIS;
      timers.add(virtual.eventLoop().schedule(() -> firstDial(hello), at, TimeUnit.MILLISECONDS));
    }
    timers.add(
        virtual
            .eventLoop()
            .scheduleWithFixedDelay(
                this::tend, KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS));
  }

  /** The first datagrams may be lost while the peer's side of the path still opens. */
  private void firstDial(Consumer<Connection> hello) {
    if (!authenticated && connections.isEmpty()) {
      dial(hello);
    }
  }

  private void dial(Consumer<Connection> made) {
    dialing++;
    QuicChannel.newBootstrap(virtual)
        .handler(newConnections())
        .streamHandler(newStreams())
        .streamOption(ChannelOption.AUTO_READ, false)
        .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .streamOption(ChannelOption.RECVBUF_ALLOCATOR, StreamReads.ONE_BUFFER)
        .option(ChannelOption.ALLOCATOR, QuicSettings.ALLOCATOR)
        .streamOption(ChannelOption.ALLOCATOR, QuicSettings.ALLOCATOR)
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, QuicSettings.segments())
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PeerChannel.HANDSHAKE_TIMEOUT.toMillis())
        .localAddress(VirtualChannel.LOCAL)
        .remoteAddress(VirtualChannel.REMOTE)
        .connect()
        .addListener(
            (Future<QuicChannel> dialed) -> {
              dialing--;
              if (dialed.isSuccess()) {
                made.accept(dialed.getNow().pipeline().get(Connection.class));
              } else {
                noteTrouble(dialed.cause());
                listener.lost("the QUIC handshake failed", connections.isEmpty(), false);
              }
            });
  }

  ChannelHandler newConnections() {
    return new ChannelInitializer<QuicChannel>() {
      @Override
      protected void initChannel(QuicChannel quic) {
        quic.pipeline().addLast(new Connection(quic, ConnectionPool.this));
      }
    };
  }

  ChannelHandler newStreams() {
    return new ChannelInitializer<QuicStreamChannel>() {
      @Override
      protected void initChannel(QuicStreamChannel stream) {
        Connection connection = stream.parent().pipeline().get(Connection.class);
        connection.prepare(stream, new StreamKindReader(acceptors));
      }
    };
  }

  void add(Connection connection) {
    connections.add(connection);
    waiting.serve();
  }

  void remove(Connection connection) {
    if (connections.remove(connection)) {
      lastReason = connection.endReason();
      if (connections.isEmpty()) {
        waiting.failAll();
      }
      if (!closed) {
        listener.lost(lastReason, connections.isEmpty(), connection.wasRefused());
      }
    }
  }

  void authenticated() {
    authenticated = true;
  }

  void noteTrouble(Throwable cause) {
    LOG.debug("QUIC: {}", cause.toString());
  }

  /** Why nothing came of it, when the peer itself did not say. */
  String lastReason(Duration waited) {
    return lastReason != null
        ? lastReason
        : "the peer did not answer within " + waited.toSeconds() + " s";
  }

  /** Opens a stream on the connection that is best for it; waits for one while all are full. */
  Future<QuicStreamChannel> openStream(ChannelHandler handler) {
    return waiting.open(handler);
  }

  /** Some connection may take streams that it did not take before. */
  void roomForStreams() {
    waiting.serve();
  }

  /** The connection for the next stream; null when there is none with room for it. */
  private @Nullable Connection forNewStream() {
    long now = System.nanoTime();
    Connection best = null;
    for (int i = 0; i < connections.size(); i++) {
      Connection each = connections.get(i);
      if (!each.takesStreams()) {
        continue;
      }
      if (each.streams() < STREAMS && (i == 0 || each.idleFor(now) < AVOID_IDLE_NANOS)) {
        return each;
      }
      if (best == null || each.streams() < best.streams()) {
        best = each;
      }
    }
    return best;
  }

  FrameAcceptors frames() {
    return frames;
  }

  /** Where DATAGRAM frames go; null when there is no connection. */
  @Nullable FrameQueue frameQueue() {
    return connections.isEmpty() ? null : connections.get(0).frames();
  }

  int streams() {
    return connections.stream().mapToInt(Connection::streams).sum();
  }

  /** Doubles the pool when three quarters of it are taken. */
  void streamAdded() {
    if (!dials || !authenticated || closed) {
      return;
    }
    int used = streams();
    int made = connections.size() + dialing;
    if (used > made * STREAMS * 3 / 4) {
      for (int more = Math.min(made, LIMIT - made); more > 0; more--) {
        dial(connection -> {});
      }
    }
  }

  private void tend() {
    long now = System.nanoTime();
    for (Connection each : List.copyOf(connections)) {
      if (each != connections.get(0) && each.idleFor(now) > CLOSE_IDLE_NANOS) {
        each.close();
      } else {
        each.keepAlive();
      }
    }
  }

  /**
   * Bytes a nanosecond for the pacer, 0 for no limit: the windows of all connections that send over
   * their shortest round trips, with some gain. Short round trips need no pacing.
   */
  double sendingRate(long now) {
    double rate = 0;
    for (Connection each : connections) {
      double window = each.windowRate(now);
      if (window > 0 && each.minRtt() < UNPACED_RTT_NANOS) {
        return 0;
      }
      rate += window;
    }
    return GAIN * rate;
  }

  void close() {
    closed = true;
    waiting.failAll();
    timers.forEach(timer -> timer.cancel(false));
    List.copyOf(connections).forEach(Connection::close);
  }
}
