package dev.awl.relay.server;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes everything written in one turn of the event loop at its end: packets that came through
 * many sockets leave through one with one system call.
 */
final class Flusher implements Runnable {

  private final EventLoop loop;
  private final List<BatchedChannel> dirty = new ArrayList<>();

  Flusher(EventLoop loop) {
    this.loop = loop;
  }

  /** Notes a channel that is not noted yet. */
  void add(BatchedChannel channel) {
    dirty.add(channel);
    if (dirty.size() == 1) {
      loop.execute(this);
    }
  }

  @Override
  public void run() {
    for (int i = 0; i < dirty.size(); i++) {
      dirty.get(i).flushNow();
    }
    dirty.clear();
  }
}
