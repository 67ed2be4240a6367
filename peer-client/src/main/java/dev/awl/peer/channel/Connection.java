package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One QUIC connection of the pool: its load, its speed, and why it ended. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the connection
final class Connection extends ChannelInboundHandlerAdapter {

  private static final long MIN_RTT_WINDOW_NANOS = 10_000_000_000L;

  private final QuicChannel quic;
  private final ConnectionPool pool;
  private final StreamCredits credits;
  private int streams;
  private long idleSince = System.nanoTime();
  private @Nullable QuicConnectionCloseEvent closeEvent;
  private final FrameQueue frames;
  private boolean framesRead;

  private long sentBytes;
  private long minRtt = Long.MAX_VALUE;
  private long previousMinRtt = Long.MAX_VALUE;
  private long windowStart = System.nanoTime();

  Connection(QuicChannel quic, ConnectionPool pool) {
    this.quic = quic;
    this.pool = pool;
    this.frames = new FrameQueue(quic, pool.frames()::dropped);
    credits = new StreamCredits(quic);
  }

  /** Gives a new stream its first handlers. */
  void prepare(QuicStreamChannel stream, ChannelHandler handler) {
    if (stream.type() == QuicStreamType.UNIDIRECTIONAL) {
      credits.accept(stream);
    } else {
      stream.pipeline().addLast(new StreamFlow(credits), handler);
    }
  }

  int streams() {
    return streams;
  }

  /** Whether the peer allows another stream now. */
  boolean takesStreams() {
    return quic.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
  }

  /** Nanoseconds since the last stream ended; 0 while there are any. */
  long idleFor(long now) {
    return streams > 0 ? 0 : now - idleSince;
  }

  Future<QuicStreamChannel> open(ChannelHandler handler) {
    return quic.newStreamBootstrap()
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, StreamReads.ONE_BUFFER)
        .option(ChannelOption.ALLOCATOR, QuicSettings.ALLOCATOR)
        .handler(
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel stream) {
                prepare(stream, handler);
              }
            })
        .create()
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (opened.isSuccess()) {
                count(opened.getNow());
              }
            });
  }

  private void count(QuicStreamChannel stream) {
    streams++;
    stream
        .closeFuture()
        .addListener(
            ended -> {
              streams--;
              idleSince = System.nanoTime();
            });
    pool.streamAdded();
  }

  /** One byte as a DATAGRAM frame: Netty has no PING, and this is acknowledged like one. */
  void keepAlive() {
    quic.writeAndFlush(quic.alloc().directBuffer(1).writeByte(FrameKind.KEEP_ALIVE.code()));
  }

  FrameQueue frames() {
    return frames;
  }

  void close() {
    quic.close(true, 0, quic.alloc().directBuffer(0));
  }

  /**
   * What this connection may send, bytes a nanosecond: its window over its shortest round trip. 0
   * when it sent nothing since the last call.
   */
  double windowRate(long now) {
    Future<QuicConnectionPathStats> collected = quic.collectPathStats(0);
    if (!collected.isSuccess()) {
      return 0;
    }
    QuicConnectionPathStats path = collected.getNow();
    if (now - windowStart > MIN_RTT_WINDOW_NANOS) {
      windowStart = now;
      previousMinRtt = minRtt;
      minRtt = Long.MAX_VALUE;
    }
    minRtt = Math.min(minRtt, Math.max(1, path.rtt()));
    boolean sent = path.sentBytes() != sentBytes;
    sentBytes = path.sentBytes();
    return sent ? (double) path.cwnd() / minRtt() : 0;
  }

  long minRtt() {
    return Math.min(minRtt, previousMinRtt);
  }

  /** Whether the peer ended it by a TLS alert. */
  boolean wasRefused() {
    return closeEvent != null && closeEvent.isTlsError();
  }

  /** One line for people: why this connection ended. */
  String endReason() {
    QuicConnectionCloseEvent event = closeEvent;
    if (event != null && event.isTlsError()) {
      return "the peer refused our key (TLS alert "
          + QuicConnectionCloseEvent.extractTlsError(event.error())
          + ")";
    }
    if (event != null && event.isApplicationClose()) {
      return "closed by the peer";
    }
    if (event != null) {
      return "the peer ended the connection (QUIC error " + event.error() + ")";
    }
    return quic.isTimedOut()
        ? "no answer from the peer for " + QuicSettings.IDLE_TIMEOUT.toSeconds() + " s"
        : "the connection to the peer ended";
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    pool.add(this);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof QuicStreamChannel stream) {
      ctx.fireChannelRead(stream); // Netty registers it
      if (stream.type() == QuicStreamType.BIDIRECTIONAL) {
        count(stream);
      }
    } else if (message instanceof ByteBuf frame) {
      framesRead = true;
      pool.frames().frame(frame);
      frame.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (framesRead) {
      framesRead = false;
      pool.frames().batchOver();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof QuicConnectionCloseEvent closed) {
      closeEvent = closed;
    } else if (event instanceof QuicStreamLimitChangedEvent) {
      credits.open(); // not before: Netty would never learn how many streams it may open
      pool.roomForStreams();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    frames.close();
    pool.remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pool.remove(this); // a dial that never became active
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    pool.noteTrouble(cause);
  }
}
