package dev.awl.peer.channel;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted channel to one peer, over a {@link DatagramRoute} that may change its path at any
 * moment.
 *
 * <p>The peer with the lower ID dials (QUIC client), the other one waits; both may open streams.
 * Everything happens on one event loop. A route that swallows everything is survived for {@link
 * QuicSettings#IDLE_TIMEOUT}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the outcome shows on the channel
public final class PeerChannel {

  /** From {@link #open} to {@link PeerChannelListener#ready()}, or the channel is given up. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Bytes of a DATAGRAM frame at most: a packet less what QUIC puts around it. */
  public static final int MAX_FRAME = QuicSettings.PACKET_SIZE - 44;

  private enum State {
    OPENING,
    READY,
    CLOSED
  }

  private final EventLoop loop;
  private final PeerChannelListener listener;
  private final StreamAcceptors acceptors = new StreamAcceptors();
  private final FrameAcceptors frames = new FrameAcceptors();
  private final VirtualChannel virtual;
  private final PinnedTrustManager trust;
  private final ConnectionPool pool;
  private State state = State.OPENING;

  /**
   * Opens the channel; the answer comes to the listener within {@link #HANDSHAKE_TIMEOUT}.
   *
   * <p>Called on the event loop, by both peers, as soon as one path can carry datagrams.
   */
  public static PeerChannel open(
      EventLoop loop,
      Identity self,
      PeerId peer,
      DatagramRoute route,
      PeerChannelListener listener) {
    PeerChannel channel = new PeerChannel(loop, self, peer, route, listener);
    channel.start(self);
    return channel;
  }

  private PeerChannel(
      EventLoop loop,
      Identity self,
      PeerId peer,
      DatagramRoute route,
      PeerChannelListener listener) {
    assert loop.inEventLoop();
    this.loop = loop;
    this.listener = listener;
    boolean dials = self.id().compareTo(peer) < 0;
    trust = new PinnedTrustManager(peer);
    Pacer pacer = new Pacer();
    virtual = new VirtualChannel(route, pacer);
    pool = new ConnectionPool(loop, virtual, dials, acceptors, frames, this::connectionLost);
    pacer.measures(pool::sendingRate);
    acceptors.accept(StreamKind.HELLO, () -> Hello.answering(this::becomeReady));
  }

  private void start(Identity self) {
    QuicSettings.install(virtual, pool, self, trust);
    var unused = loop.register(virtual); // done at once: we are on the loop
    var unusedTimer =
        loop.schedule(this::giveUp, HANDSHAKE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    pool.start(this::greet);
  }

  private void greet(Connection connection) {
    var unused = connection.open(Hello.asking(this::becomeReady));
  }

  /** A QUIC datagram from this peer, by any path. Owned: released here. */
  public void receive(ByteBuf datagram) {
    if (state == State.CLOSED) {
      datagram.release();
      return;
    }
    virtual
        .pipeline()
        .fireChannelRead(new DatagramPacket(datagram, VirtualChannel.LOCAL, VirtualChannel.REMOTE));
  }

  /** The end of a batch of {@link #receive} calls: answers and acknowledgements leave now. */
  public void receiveComplete() {
    if (state != State.CLOSED) {
      virtual.pipeline().fireChannelReadComplete();
      FrameQueue queue = pool.frameQueue();
      if (queue != null) {
        queue.resume();
      }
    }
  }

  /**
   * Takes streams that the peer opens, by their kind; the kind byte is already read.
   *
   * <p>The handler gets a stream with autoRead off: it calls {@code read()} for more than what came
   * with the kind byte.
   */
  public void accept(StreamKind kind, Supplier<ChannelHandler> handlers) {
    acceptors.accept(kind, handlers);
  }

  /**
   * Opens a bidirectional stream with autoRead off. The first byte written must be a {@link
   * StreamKind}. Fails when the channel is not ready or closed, and when it is full for some time.
   */
  public Future<QuicStreamChannel> openStream(ChannelHandler handler) {
    assert loop.inEventLoop();
    return state == State.READY
        ? pool.openStream(handler)
        : loop.newFailedFuture(new ChannelNotReadyException());
  }

  /** Takes DATAGRAM frames that the peer sends, by their kind. */
  public void acceptFrames(FrameKind kind, FrameHandler handler) {
    frames.accept(kind, handler);
  }

  /** Hears of each frame of this kind that {@link #sendFrame} was given and that never left. */
  public void countDroppedFrames(FrameKind kind, Runnable counter) {
    frames.countDropped(kind, counter);
  }

  /**
   * Sends a DATAGRAM frame with the next {@link #flushFrames}, once and unordered; on its way it
   * may be lost. Where the path is too slow for them, a few hundred wait, and the oldest make way;
   * what is dropped here, for that or because there is no connection, is told to {@link
   * #countDroppedFrames}.
   *
   * @param frame begins with a {@link FrameKind}; {@link #MAX_FRAME} bytes at most. Owned
   */
  public void sendFrame(ByteBuf frame) {
    assert loop.inEventLoop();
    FrameQueue queue = state == State.READY ? pool.frameQueue() : null;
    if (queue == null) {
      frames.dropped(frame);
      frame.release();
    } else {
      queue.add(frame);
    }
  }

  public void flushFrames() {
    FrameQueue queue = pool.frameQueue();
    if (queue != null) {
      queue.flush();
    }
  }

  /** Succeeds when the channel has ended, for whatever reason. */
  public Future<Void> closeFuture() {
    return virtual.closeFuture();
  }

  public boolean isReady() {
    return state == State.READY;
  }

  /** Streams open now, in both directions, those of the channel itself included. */
  public int openStreams() {
    return pool.streams();
  }

  public EventLoop eventLoop() {
    return loop;
  }

  /** Tells the peer and closes every stream. The listener hears nothing more. */
  public void close() {
    assert loop.inEventLoop();
    state = State.CLOSED;
    virtual.stopPacing(); // the farewell must leave before the virtual channel closes
    pool.close();
    var unused = virtual.close();
  }

  private void becomeReady() {
    if (state == State.OPENING) {
      state = State.READY;
      pool.authenticated();
      listener.ready();
    }
  }

  /**
   * The dialer has reached the right peer when it is refused, and knows a wrong one when it sees
   * it: no use in waiting. The other side may have been called by anybody, and waits on.
   */
  private void connectionLost(String reason, boolean last, boolean refused) {
    if (state == State.READY && last) {
      end(reason);
    } else if (state == State.OPENING && pool.dials() && (refused || trust.refusal() != null)) {
      end(refused ? reason : trust.refusal());
    }
  }

  private void giveUp() {
    if (state == State.OPENING) {
      String refusal = trust.refusal();
      end(refusal != null ? refusal : pool.lastReason(HANDSHAKE_TIMEOUT));
    }
  }

  private void end(@Nullable String reason) {
    close();
    listener.closed(reason == null ? "the connection to the peer ended" : reason);
  }
}
