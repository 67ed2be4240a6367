package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Datagrams between two ends in memory: immediate and in order, or late, lost, reordered, swallowed
 * as a test wants. Each direction delivers in batches, as a socket does.
 */
public final class Wire {

  private static final int QUEUE = 4096; // as a socket's buffer: what does not fit is dropped

  private final PeerPair.End one;
  private final PeerPair.End other;
  private volatile boolean swallow;
  private volatile double loss;
  private volatile double late;
  private volatile long delayMillis;
  // By identity: buffers with equal bytes are equal.
  private final Set<ByteBuf> underWay =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final List<Direction> directions = new CopyOnWriteArrayList<>();
  public final AtomicLong datagrams = new AtomicLong();
  public final AtomicLong bytes = new AtomicLong();

  Wire(PeerPair.End one, PeerPair.End other) {
    this.one = one;
    this.other = other;
  }

  /** From now on nothing arrives, or things arrive again. */
  public void swallow(boolean everything) {
    swallow = everything;
  }

  public void lose(double share) {
    loss = share;
  }

  /** This share arrives two milliseconds after its successors. */
  public void reorder(double share) {
    late = share;
  }

  /** A new path: everything from now on takes this long. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Releases what is still under way, once nobody sends any more. */
  void close() {
    synchronized (underWay) {
      underWay.forEach(ByteBuf::release);
      underWay.clear();
    }
    directions.forEach(Direction::clear);
  }

  DatagramRoute towards(PeerPair.End end) {
    Direction direction = new Direction(end == one ? one : other, end == one ? other : one);
    directions.add(direction);
    return direction;
  }

  private final class Direction implements DatagramRoute {
    private final PeerPair.End to;
    private final PeerPair.End from;
    private final Random random = new Random(7);
    private final Queue<ByteBuf> written = new ArrayDeque<>();
    private final Queue<ByteBuf> arriving = new ArrayDeque<>();
    private boolean scheduled;

    Direction(PeerPair.End to, PeerPair.End from) {
      this.to = to;
      this.from = from;
    }

    @Override
    public void write(ByteBuf data, int segmentSize) {
      assert from.loop.inEventLoop();
      while (data.isReadable()) {
        int size =
            segmentSize > 0 ? Math.min(segmentSize, data.readableBytes()) : data.readableBytes();
        ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(size);
        data.readBytes(copy, size);
        datagrams.incrementAndGet();
        bytes.addAndGet(size);
        if (size > QuicSettings.PACKET_SIZE || swallow || random.nextDouble() < loss) {
          copy.release();
        } else if (random.nextDouble() < late) {
          deliverIn(delayMillis + 2, copy);
        } else if (delayMillis > 0) {
          deliverIn(delayMillis, copy);
        } else {
          written.add(copy);
        }
      }
      data.release();
    }

    private void deliverIn(long millis, ByteBuf copy) {
      underWay.add(copy);
      // Scheduled by the loop itself: a task from outside that is due when the loop gets it runs at
      // once, before earlier ones that wait in the loop's queue of timers.
      to.loop.execute(() -> to.loop.schedule(() -> arrive(copy), millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void flush() {
      synchronized (arriving) {
        for (ByteBuf each = written.poll(); each != null; each = written.poll()) {
          if (arriving.size() < QUEUE) {
            arriving.add(each);
          } else {
            each.release();
          }
        }
        if (scheduled || arriving.isEmpty()) {
          return;
        }
        scheduled = true;
      }
      to.loop.execute(this::deliver);
    }

    private void deliver() {
      for (int i = 0; i < 64; i++) {
        ByteBuf next;
        synchronized (arriving) {
          next = arriving.poll();
          if (next == null) {
            scheduled = false;
            break;
          }
        }
        hand(next);
      }
      if (to.channel != null) {
        to.channel.receiveComplete();
      }
      synchronized (arriving) {
        if (scheduled) {
          to.loop.execute(this::deliver);
        }
      }
    }

    private void arrive(ByteBuf datagram) {
      if (!underWay.remove(datagram)) {
        return;
      }
      hand(datagram);
      if (to.channel != null) {
        to.channel.receiveComplete();
      }
    }

    private void clear() {
      synchronized (arriving) {
        arriving.forEach(ByteBuf::release);
        arriving.clear();
      }
      written.forEach(ByteBuf::release);
      written.clear();
    }

    private void hand(ByteBuf datagram) {
      if (to.channel == null) {
        datagram.release();
      } else {
        to.channel.receive(datagram);
      }
    }
  }
}
