package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How streams are read: one buffer a {@code read()}, small until one came back full, then large.
 *
 * <p>Netty offers a stream after every packet. With autoRead off and one buffer a read, the reader
 * sees one packet's worth at once (nothing waits) and takes the rest in large pieces at the end of
 * the loop's turn, when it asks again.
 */
final class StreamReads implements RecvByteBufAllocator {

  static final StreamReads ONE_BUFFER = new StreamReads();

  private static final int SMALL = 4 << 10;
  private static final int LARGE = 128 << 10;

  @Override
  @SuppressWarnings("deprecation") // Netty's streams ask for this old type
  public Handle newHandle() {
    return new Reader();
  }

  @SuppressWarnings("deprecation")
  private static final class Reader implements ExtendedHandle {

    private int size = SMALL;
    private int attempted;
    private int last;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.directBuffer(size, size);
    }

    @Override
    public int guess() {
      return size;
    }

    @Override
    public void reset(ChannelConfig config) {}

    @Override
    public void incMessagesRead(int count) {}

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
      size = bytes == attempted ? LARGE : SMALL;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      return false;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
      return false;
    }

    @Override
    public void readComplete() {}
  }
}
