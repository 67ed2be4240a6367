package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Map;

/** Who takes care of DATAGRAM frames, and counts those that were dropped, by kind. */
final class FrameAcceptors {

  private final Map<FrameKind, FrameHandler> byKind = new EnumMap<>(FrameKind.class);
  private final Map<FrameKind, Runnable> droppedByKind = new EnumMap<>(FrameKind.class);

  void accept(FrameKind kind, FrameHandler handler) {
    byKind.put(kind, handler);
  }

  void countDropped(FrameKind kind, Runnable counter) {
    droppedByKind.put(kind, counter);
  }

  /** A frame that was to be sent and was not. Borrowed. */
  void dropped(ByteBuf frame) {
    int code = frame.getUnsignedByte(frame.readerIndex());
    droppedByKind.forEach(
        (kind, counter) -> {
          if (kind.code() == code) {
            counter.run();
          }
        });
  }

  /** One that has come; of a kind that nobody takes care of, it is dropped. Borrowed. */
  void frame(ByteBuf frame) {
    int code = frame.isReadable() ? frame.readUnsignedByte() : FrameKind.KEEP_ALIVE.code();
    byKind.forEach(
        (kind, handler) -> {
          if (kind.code() == code) {
            handler.frame(frame);
          }
        });
  }

  void batchOver() {
    byKind.values().forEach(FrameHandler::batchOver);
  }
}
