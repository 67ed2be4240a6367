package dev.awl.peer.service;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.wire.Machine;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shell of a helper's machine for one control connection: events go in, its owner carries out
 * what it wants, and its deadline is kept. On the event loop.
 */
final class HelperRun {

  /** Carries out what a helper's machine wants. */
  interface Owner {
    void execute(AlgCommand command);

    /** There is no more to carry out for now. */
    void executed();
  }

  private final EventLoop loop;
  private final Machine<AlgEvent, AlgCommand> machine;
  private final Owner owner;
  private @Nullable ScheduledFuture<?> timer;
  private boolean over;

  HelperRun(EventLoop loop, Machine<AlgEvent, AlgCommand> machine, Owner owner) {
    this.loop = loop;
    this.machine = machine;
    this.owner = owner;
  }

  /** Carries out what the machine wants from the start. */
  void begin() {
    execute();
  }

  void happened(AlgEvent event) {
    machine.handle(System.nanoTime(), event);
    execute();
  }

  private void execute() {
    for (AlgCommand next = machine.poll(); next != null; next = machine.poll()) {
      owner.execute(next);
    }
    owner.executed();
    stopTimer();
    if (!over && machine.deadline() != Machine.NEVER) {
      long wait = Math.max(0, machine.deadline() - System.nanoTime());
      timer = loop.schedule(this::timeout, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void timeout() {
    timer = null;
    machine.handleTimeout(System.nanoTime());
    execute();
  }

  /** Keeps no deadline any more; what still happens is told all the same. */
  void end() {
    over = true;
    stopTimer();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
