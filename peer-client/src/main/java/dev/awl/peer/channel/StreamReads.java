package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How streams are read: one buffer a {@code read()}, small until one came back full, then large.
 *
 * <p>Netty offers a stream after every packet. With autoRead off and one buffer a read, the reader
 * sees one packet's worth at once (nothing waits) and takes the rest in large pieces at the end of
 * the loop's turn, when it asks again.
 */
public final class StreamReads implements RecvByteBufAllocator {

  static final StreamReads ONE_BUFFER = new StreamReads();

  private static final int SMALL = 4 << 10;
  private static final int LARGE = 128 << 10;

  private StreamReads() {}

  /** From now on one read of this stream brings no more than that. */
  @SuppressWarnings("deprecation") // Netty's streams ask for this old type
  public static void atMost(QuicStreamChannel stream, IntSupplier most) {
    if (stream.unsafe().recvBufAllocHandle() instanceof Reader reader) {
      reader.most = most;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's streams ask for this old type
  public Handle newHandle() {
    return new Reader();
  }

  @SuppressWarnings("deprecation")
  private static final class Reader implements ExtendedHandle {

    private final StreamMemory memory = StreamMemory.ofThisLoop();
    private int size = SMALL;
    private @Nullable IntSupplier most;
    private int attempted;
    private int last;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int room = guess();
      return allocator.directBuffer(room, room);
    }

    @Override
    public int guess() {
      int room = memory.share(size);
      return most == null ? room : Math.min(room, most.getAsInt());
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
