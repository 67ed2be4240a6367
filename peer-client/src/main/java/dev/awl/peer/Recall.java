package dev.awl.peer;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls the peer of a session again that has no path left, until it has one or is over. The peer
 * may be the same process at other addresses, then the session goes on; or a new one that does not
 * know the session, then a new session takes its place. On the event loop.
 */
final class Recall {

  private static final long RETRY_MILLIS = 1_500;
  private static final long RETRY_JITTER_MILLIS = 1_000;

  private final PeerClient client;
  private final PeerSession session;
  private @Nullable Future<?> retry;
  private boolean running;
  private boolean calling;

  Recall(PeerClient client, PeerSession session) {
    this.client = client;
    this.session = session;
  }

  /** There is no path any more. */
  void begin() {
    running = true;
    call();
  }

  /** There is one again, or the session is over. */
  void end() {
    running = false;
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
  }

  private void call() {
    retry = null;
    if (!running || calling) {
      return;
    }
    calling = true;
    EventLoop loop = client.socket().loop();
    Promise<PeerSession> called = loop.newPromise();
    called.addListener(done -> over(loop));
    new ConnectAttempt(client, session.peer(), session, called).begin();
  }

  private void over(EventLoop loop) {
    calling = false;
    if (running && retry == null && !loop.isShuttingDown()) {
      long wait = RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_JITTER_MILLIS);
      retry = loop.schedule(this::call, wait, TimeUnit.MILLISECONDS);
    }
  }
}
