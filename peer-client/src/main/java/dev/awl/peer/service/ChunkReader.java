package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;

/** Takes chunks apart, however the stream cut them. */
final class ChunkReader {

  /** Where the bytes go. */
  interface Sink {
    /** Bytes of the connection, in order. Owned. */
    void bytes(ByteBuf data);

    /** The end chunk: no bytes follow. */
    void end();
  }

  private final Sink sink;
  private int headerBytes;
  private int header;
  private long remaining; // of the current chunk
  private boolean ended;

  ChunkReader(Sink sink) {
    this.sink = sink;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether a chunk has begun and not ended. */
  boolean isInside() {
    return remaining > 0 || headerBytes > 0;
  }

  /** Reads what the stream brought. Owned. */
  void read(ByteBuf data) {
    while (data.isReadable() && !ended) {
      if (remaining == 0) {
        readHeader(data);
      } else if (data.readableBytes() <= remaining) {
        remaining -= data.readableBytes();
        sink.bytes(data);
        return;
      } else {
        sink.bytes(data.readRetainedSlice((int) remaining));
        remaining = 0;
      }
    }
    data.release();
  }

  private void readHeader(ByteBuf data) {
    if (headerBytes == 0 && data.readableBytes() >= Chunk.HEADER) {
      begin(data.readInt());
      return;
    }
    header = header << 8 | data.readUnsignedByte();
    if (++headerBytes == Chunk.HEADER) {
      headerBytes = 0;
      begin(header);
    }
  }

  private void begin(int length) {
    remaining = Integer.toUnsignedLong(length);
    if (length == 0) {
      ended = true;
      sink.end();
    }
  }
}
