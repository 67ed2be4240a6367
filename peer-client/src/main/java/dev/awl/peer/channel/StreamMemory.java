package dev.awl.peer.channel;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * The memory that data of all streams on one event loop occupies on its way: not yet taken by a
 * socket, or not yet by a stream. The more is held, the less each connection may hold.
 */
public final class StreamMemory {

  /** Bytes that a connection may read at once when memory is tight. */
  public static final int LITTLE = 4 << 10;

  private static final int MODEST = 64 << 10;

  /** Direct memory has the heap's limit, unless somebody says otherwise. */
  private static final long LIMIT = Runtime.getRuntime().maxMemory() / 2;

  private static final long SCARCE = LIMIT / 2;
  private static final long PROMISES = LIMIT / 4;

  private static final FastThreadLocal<StreamMemory> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected StreamMemory initialValue() {
          return new StreamMemory();
        }
      };

  private long held;
  private long promised;

  private StreamMemory() {}

  /** That of the event loop we are on. */
  public static StreamMemory ofThisLoop() {
    return OF_LOOP.get();
  }

  /** So many bytes more are held. */
  public void hold(int bytes) {
    held += bytes;
  }

  /** So many are held no longer. */
  public void release(int bytes) {
    held -= bytes;
  }

  /** Whether nobody may hold more than {@link #LITTLE}. */
  public boolean isTight() {
    return held >= LIMIT;
  }

  /** How many bytes one direction of a connection may hold, which would like to hold so many. */
  public int share(int wanted) {
    return isTight() ? LITTLE : Math.min(wanted, held >= SCARCE ? MODEST : Integer.MAX_VALUE);
  }

  /**
   * Promises memory to a stream whose window is to be wider than a new one's.
   *
   * @return how much of it there is; {@link #takeBack} follows
   */
  int promise(int wanted) {
    int most = held >= SCARCE ? 0 : (int) Math.min(wanted, PROMISES - promised);
    promised += most;
    return most;
  }

  void takeBack(int bytes) {
    promised -= bytes;
  }
}
