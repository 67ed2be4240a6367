package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DuplicatedByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The DATAGRAM frames that wait for a connection whose congestion window is used up. The oldest
 * make way for new ones: what has waited for longest is worth least.
 *
 * <p>QUIC has a queue of its own behind this one ({@link QuicSettings#FRAMES_IN_QUIC}). Netty drops
 * what does not fit there and reports success; but it looks at a message only when the one before
 * it was taken, and by that we know.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the connection
final class FrameQueue {

  private static final int MOST = 256 - QuicSettings.FRAMES_IN_QUIC;

  private final QuicChannel quic;
  private final Consumer<ByteBuf> dropped;
  private final Deque<Frame> waiting = new ArrayDeque<>();
  private final Frame end = new Frame(Unpooled.EMPTY_BUFFER); // Netty passes over it
  private boolean full; // QUIC's queue, when we last looked

  /**
   * An empty queue.
   *
   * @param dropped told of each frame that leaves otherwise than to QUIC; borrowed
   */
  FrameQueue(QuicChannel quic, Consumer<ByteBuf> dropped) {
    this.quic = quic;
    this.dropped = dropped;
  }

  /** Queues a frame for the next {@link #flush}. Owned. */
  void add(ByteBuf frame) {
    if (waiting.size() == MOST && !full) {
      flush();
    }
    if (waiting.size() == MOST) {
      drop();
    }
    waiting.add(new Frame(frame));
  }

  /** Hands QUIC what it takes. */
  void flush() {
    if (full) {
      hand(1); // where it takes none, that is all it costs
    }
    if (!full) {
      hand(waiting.size());
    }
  }

  /** Something was received: there may be room now. */
  void resume() {
    if (full) {
      full = false;
      flush();
    }
  }

  private void hand(int count) {
    if (count == 0) {
      return;
    }
    int written = 0;
    for (Frame each : waiting) {
      if (written == count) {
        break;
      }
      quic.write(each.retain(), quic.voidPromise());
      each.looked = false;
      written++;
    }
    quic.write(end, quic.voidPromise());
    end.looked = false;
    quic.flush();
    for (int left = count; left > 0; left--) {
      Frame first = waiting.removeFirst();
      Frame next = left == 1 ? end : waiting.getFirst();
      full = !next.looked;
      if (full) {
        waiting.addFirst(first);
        return;
      }
      first.release();
    }
  }

  private void drop() {
    Frame oldest = waiting.removeFirst();
    dropped.accept(oldest);
    oldest.release();
  }

  /** Drops all that wait. */
  void close() {
    while (!waiting.isEmpty()) {
      drop();
    }
  }

  /** Notes that Netty asks for its length, which it does before it sends it. */
  @SuppressWarnings("deprecation") // Netty means: call duplicate()
  private static final class Frame extends DuplicatedByteBuf {
    private boolean looked;

    Frame(ByteBuf frame) {
      super(frame);
    }

    @Override
    public int readableBytes() {
      looked = true;
      return super.readableBytes();
    }
  }
}
