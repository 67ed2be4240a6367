package dev.awl.peer.service;

import dev.awl.peer.channel.StreamMemory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What one direction of a spliced connection has written and its sink has not yet taken. Counts the
 * memory held, not the bytes in it, so that many half-empty buffers are bounded as well.
 */
final class Backlog {

  /** Above this the source is not read, or above less when memory is scarce. */
  static final int HIGH = 512 << 10;

  private static final int LOW = HIGH / 2;

  /** What the owner does about it. */
  interface Owner {
    /** There is room again after {@link #isFull} said there was none. */
    void resume();

    /** Everything written was taken. */
    void emptied();

    /** The sink takes nothing any more. */
    void failed(@Nullable Throwable why);
  }

  private final StreamMemory memory = StreamMemory.ofThisLoop();
  private final Channel sink;
  private final Owner owner;
  private int pending;
  private boolean paused;

  Backlog(Channel sink, Owner owner) {
    this.sink = sink;
    this.owner = owner;
  }

  /**
   * Hands data to the sink.
   *
   * @param held bytes of memory it keeps occupied
   */
  void write(ByteBuf data, int held) {
    pending += held;
    memory.hold(held);
    sink.write(data).addListener(written -> taken(held, written));
  }

  private void taken(int held, Future<?> written) {
    pending -= held;
    memory.release(held);
    if (!written.isSuccess()) {
      owner.failed(written.cause());
    } else if (paused && pending <= LOW) {
      paused = false;
      owner.resume();
    } else if (pending == 0) {
      owner.emptied();
    }
  }

  /** Whether the source must wait; if so, {@link Owner#resume} follows. */
  boolean isFull() {
    paused = pending >= memory.share(HIGH);
    return paused;
  }

  boolean isEmpty() {
    return pending == 0;
  }
}
