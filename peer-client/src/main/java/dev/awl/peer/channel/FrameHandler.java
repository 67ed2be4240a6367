package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;

/** Takes the DATAGRAM frames of one kind. */
public interface FrameHandler {
  /** A frame; the kind byte is already read. Borrowed: not released. */
  void frame(ByteBuf frame);

  /** The end of a batch: what was collected leaves now. */
  void batchOver();
}
