package dev.awl.peer.path;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.util.function.Consumer;

/** Several equal datagrams in one buffer: handed to the kernel as one (UDP GSO), or cut up here. */
final class Segments {

  private static final boolean GSO = isSupported();

  private Segments() {}

  private static boolean isSupported() {
    try {
      return EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    } catch (LinkageError | RuntimeException e) {
      return false; // no epoll on this platform
    }
  }

  /** Whether a channel takes segmented packets (UDP_SEGMENT). */
  static boolean supportedBy(Channel channel) {
    return GSO && channel instanceof EpollDatagramChannel;
  }

  /** Hands out each datagram as a buffer of its own and releases {@code datagrams}. */
  static void forEach(ByteBuf datagrams, int segmentSize, Consumer<ByteBuf> each) {
    if (segmentSize <= 0 || datagrams.readableBytes() <= segmentSize) {
      each.accept(datagrams);
      return;
    }
    try {
      while (datagrams.isReadable()) {
        int length = Math.min(segmentSize, datagrams.readableBytes());
        each.accept(datagrams.readRetainedSlice(length));
      }
    } finally {
      datagrams.release();
    }
  }
}
