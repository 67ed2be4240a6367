package dev.awl.relay.server;

import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;

/** A channel that is flushed once a turn of its event loop and drops what it cannot take. */
// Void promises: a failed write reaches exceptionCaught of the channel's handler.
@SuppressWarnings("FutureReturnValueIgnored")
final class BatchedChannel {

  private final Channel channel;
  private final Flusher flusher;
  private final RelayCounters counters;
  private boolean dirty;

  BatchedChannel(Channel channel, Flusher flusher, RelayCounters counters) {
    this.channel = channel;
    this.flusher = flusher;
    this.counters = counters;
  }

  Channel channel() {
    return channel;
  }

  /** Writes what may be lost: a peer's or a client's data; owned. */
  void writeOrDrop(Object message) {
    if (channel.isWritable()) {
      write(message);
    } else {
      counters.overflow.increment();
      ReferenceCountUtil.release(message);
    }
  }

  /** Writes an answer; as many as requests are read, and reading stops before they pile up. */
  void write(Object message) {
    channel.write(message, channel.voidPromise());
    if (!dirty) {
      dirty = true;
      flusher.add(this);
    }
  }

  void flushNow() {
    dirty = false;
    channel.flush();
  }
}
