package dev.awl.peer.registration;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a link is at while another process has its registration: it only calls, and asks now and
 * then whether the other one has ended. Registering again at once would throw the other one out,
 * and so on for ever. On the event loop.
 */
final class Standby {

  static final Duration INTERVAL = Duration.ofSeconds(30);

  private final EventLoop loop;
  private final Duration interval;
  private final Runnable ask;
  private boolean active;
  private @Nullable Future<?> timer;

  /**
   * Not active yet.
   *
   * @param ask whether somebody is registered with our identity
   */
  Standby(EventLoop loop, Duration interval, Runnable ask) {
    this.loop = loop;
    this.interval = interval;
    this.ask = ask;
  }

  boolean isActive() {
    return active;
  }

  /** Another process was registered in our place. */
  void begin() {
    active = true;
  }

  /** The other process has ended. */
  void end() {
    active = false;
    pause();
  }

  /** There is a connection to ask through: the first time after a while, since both may be new. */
  void askFromNowOn() {
    pause();
    timer = loop.schedule(this::due, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void due() {
    askFromNowOn();
    ask.run();
  }

  /** There is no connection to ask through. */
  void pause() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
