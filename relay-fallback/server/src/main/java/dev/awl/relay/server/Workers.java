package dev.awl.relay.server;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** The worker of each event loop, made when its first channel appears. */
final class Workers {

  private final Function<EventLoop, RelayWorker> maker;
  private final ConcurrentMap<EventLoop, RelayWorker> byLoop = new ConcurrentHashMap<>();

  Workers(Function<EventLoop, RelayWorker> maker) {
    this.maker = maker;
  }

  RelayWorker of(EventLoop loop) {
    return byLoop.computeIfAbsent(loop, maker);
  }

  Collection<RelayWorker> all() {
    return List.copyOf(byLoop.values());
  }

  void close() {
    byLoop.values().forEach(RelayWorker::close);
  }
}
