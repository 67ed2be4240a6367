package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Map;

/** Who takes care of DATAGRAM frames, by kind; others are dropped. */
final class FrameAcceptors {

  private final Map<FrameKind, FrameHandler> byKind = new EnumMap<>(FrameKind.class);

  void accept(FrameKind kind, FrameHandler handler) {
    byKind.put(kind, handler);
  }

  /** Borrowed. */
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
