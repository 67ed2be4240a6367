package dev.awl.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command that runs until Ctrl-C or SIGTERM: it closes what was opened, newest first, and the
 * process ends with status 0.
 *
 * <p>Use with try-with-resources, so that a failed start closes what had been opened as well.
 */
final class Foreground implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Foreground.class);

  /** A stuck socket must not keep a stopped process alive. */
  private static final long CLOSING_SECONDS = 3;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopped, "awl-stop");

  private final AtomicBoolean draining = new AtomicBoolean();

  Foreground() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      await(); // stopped before it has begun: nothing is opened any more
    }
  }

  /** Closes it when the command ends. */
  <T extends AutoCloseable> T closeLater(T resource) {
    synchronized (opened) {
      opened.push(resource);
    }
    return resource;
  }

  /** At SIGHUP, which otherwise ends the process. */
  void onHangUp(Runnable reload) {
    Signals.on("HUP", reload);
  }

  /** At SIGTERM, before the end. A second signal, or Ctrl-C, does not wait for it. */
  void drainFirst(Runnable drain) {
    Signals.on(
        "TERM",
        () -> {
          if (draining.compareAndSet(false, true)) {
            drain.run();
          }
          System.exit(ExitCode.DONE.number());
        });
  }

  /** Waits for the signal; returns only when the thread is interrupted. */
  void await() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for so long. False: the thread was interrupted, and the command is to end. */
  boolean pause(Duration wait) {
    try {
      return !never.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      await(); // for the hook: what fails because we are stopped is no failure to tell of
    }
  }

  private void stopped() {
    Thread closing = new Thread(this::closeAll, "awl-close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Being stopped is how such a command succeeds; the JVM would report the signal as a failure.
    Runtime.getRuntime().halt(ExitCode.DONE.number());
  }

  private void closeAll() {
    while (true) {
      AutoCloseable next;
      synchronized (opened) {
        next = opened.poll();
      }
      if (next == null) {
        return;
      }
      try {
        next.close();
      } catch (Exception e) {
        log.debug("closing {}", next, e);
      }
    }
  }
}
