package dev.awl.peer.service;

import dev.awl.peer.channel.StreamMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How TCP connections are read: buffers that grow while they come back full, each with room for a
 * {@link Chunk} header in front.
 */
final class TcpReads extends DefaultMaxMessagesRecvByteBufAllocator {

  private static final int SMALLEST = 2 << 10;
  private static final int FIRST = 16 << 10;
  private static final int LARGEST = 128 << 10;
  // Netty reads this at one go when the other side has sent its FIN, whatever the rate.
  private static final int PACED_SOCKET_BUFFER = 128 << 10;
  // Reading goes on past the backlog's limit by this much at most: 512 KB.
  private static final int BUFFERS_PER_TURN = 4;

  private final Pace pace;

  TcpReads() {
    this(Pace.FREE);
  }

  private TcpReads(Pace pace) {
    super(BUFFERS_PER_TURN);
    this.pace = pace;
  }

  /** Reads this connection, which was not read yet, in pieces that do not outrun the pace. */
  static void keepTo(Pace pace, Channel tcp) {
    if (pace != Pace.FREE) {
      tcp.config().setRecvByteBufAllocator(new TcpReads(pace));
    }
    if (pace.isLimited()) {
      tcp.config().setOption(ChannelOption.SO_RCVBUF, PACED_SOCKET_BUFFER);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the return type is Netty's
  public Handle newHandle() {
    return new Reader();
  }

  private final class Reader extends MaxMessageHandle {

    private final StreamMemory memory = StreamMemory.ofThisLoop();
    private int size = FIRST;
    private boolean wasSmall;

    @Override
    public int guess() {
      return Math.min(memory.share(size), pace.allowance());
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      int room = guess();
      return alloc.directBuffer(room, room).setIndex(Chunk.HEADER, Chunk.HEADER);
    }

    @Override
    public void lastBytesRead(int bytes) {
      boolean small = bytes < size / 4;
      if (bytes == attemptedBytesRead()) {
        size = Math.min(LARGEST, size * 4);
      } else if (small && wasSmall) {
        size = Math.max(SMALLEST, size / 2);
      }
      wasSmall = small;
      super.lastBytesRead(bytes);
    }
  }
}
