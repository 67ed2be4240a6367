package dev.awl.peer.path;

import dev.awl.wire.Machine;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one task on the event loop at a machine's deadline, which may move. */
final class DeadlineTimer {

  private final EventExecutor loop;
  private final Runnable task;
  private @Nullable Future<?> scheduled;
  private long scheduledFor = Machine.NEVER;

  DeadlineTimer(EventExecutor loop, Runnable task) {
    this.loop = loop;
    this.task = task;
  }

  /** Runs the task no earlier than {@code deadline}; an earlier appointment is kept: it re-asks. */
  void at(long deadline) {
    if (deadline >= scheduledFor) {
      return;
    }
    cancel();
    scheduledFor = deadline;
    long wait = Math.max(0, deadline - Monotonic.now());
    scheduled = loop.schedule(this::fire, wait, TimeUnit.NANOSECONDS);
  }

  private void fire() {
    scheduled = null;
    scheduledFor = Machine.NEVER;
    task.run();
  }

  void cancel() {
    if (scheduled != null) {
      scheduled.cancel(false);
      scheduled = null;
    }
    scheduledFor = Machine.NEVER;
  }
}
