package dev.awl.peer.channel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Streams that were asked for while every QUIC connection carried as many as it may, in order: a
 * burst of users comes faster than connections are made. None waits for longer than {@value
 * #LONGEST_WAIT_SECONDS} seconds.
 */
final class WaitingStreams {

  private static final int LIMIT = 8192; // those behind fail at once
  private static final int LONGEST_WAIT_SECONDS = 10;

  private record Waiting(
      ChannelHandler handler, Promise<QuicStreamChannel> opened, ScheduledFuture<?> timeout) {}

  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final EventLoop loop;
  private final Supplier<@Nullable Connection> room;

  /**
   * Nobody waits as yet.
   *
   * @param room the connection for the next stream; null when all are full
   */
  WaitingStreams(EventLoop loop, Supplier<@Nullable Connection> room) {
    this.loop = loop;
    this.room = room;
  }

  /** Opens a stream now, or when there is room. */
  Future<QuicStreamChannel> open(ChannelHandler handler) {
    Connection connection = queue.isEmpty() ? room.get() : null;
    if (connection != null) {
      return connection.open(handler);
    }
    if (queue.size() >= LIMIT) {
      return loop.newFailedFuture(new ChannelNotReadyException("too many connections at once"));
    }
    Promise<QuicStreamChannel> opened = loop.newPromise();
    queue.add(
        new Waiting(
            handler, opened, loop.schedule(this::expire, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)));
    return opened;
  }

  /** There may be room now. */
  void serve() {
    while (!queue.isEmpty()) {
      Connection connection = room.get();
      if (connection == null) {
        return;
      }
      Waiting next = queue.remove();
      next.timeout().cancel(false);
      var unused = PromiseNotifier.cascade(connection.open(next.handler()), next.opened());
    }
  }

  /** The first has waited for too long: each has the same time. */
  private void expire() {
    fail(queue.poll(), "too many connections at once");
  }

  /** There will be none any more. */
  void failAll() {
    while (!queue.isEmpty()) {
      Waiting next = queue.remove();
      next.timeout().cancel(false);
      fail(next, "not connected to the peer");
    }
  }

  private static void fail(@Nullable Waiting waiting, String why) {
    if (waiting != null) {
      waiting.opened().tryFailure(new ChannelNotReadyException(why));
    }
  }
}
