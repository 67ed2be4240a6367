package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamFrame;

/**
 * A piece of a TCP connection on a stream: u32 length, then that many bytes. Length 0 is the end of
 * this direction and comes with the stream's FIN.
 *
 * <p>The end has bytes of its own because quiche (0.29) takes a stream for complete as soon as all
 * its bytes are acknowledged: a FIN without bytes that is lost, or still unsent at that moment,
 * never arrives.
 */
final class Chunk {

  static final int HEADER = 4;

  private Chunk() {}

  /**
   * Makes a chunk of a buffer that was read with {@link #HEADER} bytes of room before its first
   * byte (see {@link TcpReads}), or of what TLS had in it: no copy.
   */
  static ByteBuf of(ByteBuf data) {
    int length = data.readableBytes();
    if (data.readerIndex() < HEADER) {
      return Unpooled.wrappedBuffer(data.alloc().buffer(HEADER).writeInt(length), data);
    }
    data.readerIndex(data.readerIndex() - HEADER);
    data.setInt(data.readerIndex(), length);
    return data;
  }

  static QuicStreamFrame end(ByteBufAllocator alloc) {
    return new DefaultQuicStreamFrame(alloc.directBuffer(HEADER).writeInt(0), true);
  }
}
