package dev.awl.peer.channel;

import io.netty.channel.ChannelHandler;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who takes care of streams that the peer opens, by kind. */
final class StreamAcceptors {

  private final Map<StreamKind, Supplier<ChannelHandler>> byKind = new EnumMap<>(StreamKind.class);

  void accept(StreamKind kind, Supplier<ChannelHandler> handlers) {
    byKind.put(kind, handlers);
  }

  /** A handler for a new stream of this kind, or null when nobody takes it. */
  @Nullable ChannelHandler handlerFor(int code) {
    Supplier<ChannelHandler> handlers =
        StreamKind.isKnown(code) ? byKind.get(StreamKind.of(code)) : null;
    return handlers == null ? null : handlers.get();
  }
}
