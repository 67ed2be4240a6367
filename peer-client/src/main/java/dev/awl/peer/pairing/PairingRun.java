package dev.awl.peer.pairing;

import dev.awl.peer.pairing.PairingCommand.Close;
import dev.awl.peer.pairing.PairingCommand.Fail;
import dev.awl.peer.pairing.PairingCommand.Finish;
import dev.awl.peer.pairing.PairingCommand.Send;
import dev.awl.peer.pairing.PairingCommand.Store;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.wire.Machine;
import dev.awl.wire.rendezvous.MailboxEnd;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of one {@link PairingSide}. The machine computes on a thread of the common pool, one
 * event at a time, for a round takes milliseconds that the event loop's sessions would miss; its
 * commands are carried out on the event loop.
 */
final class PairingRun {

  private static final Logger log = LoggerFactory.getLogger(PairingRun.class);

  /** The letters take turns: who sends more than fit here gets them dropped, and fails by that. */
  private static final int MAX_WAITING = 4;

  /** What becomes of it; called on the event loop, except for store. */
  interface Owner {
    void store(PairedPeer peer) throws Exception;

    void finished(PairedPeer peer);

    void failed(PairingException why);
  }

  private final EventLoop loop;
  private final Supplier<@Nullable RendezvousLink> link;
  private final PairingSide machine;
  private final Owner owner;
  private final Queue<PairingEvent> waiting = new ArrayDeque<>();
  private final long origin = System.nanoTime();
  private boolean busy;
  private boolean over;
  private @Nullable Future<?> timer;

  PairingRun(
      EventLoop loop, Supplier<@Nullable RendezvousLink> link, PairingSide machine, Owner owner) {
    this.loop = loop;
    this.link = link;
    this.machine = machine;
    this.owner = owner;
  }

  int mailbox() {
    return machine.code.mailbox();
  }

  void handle(PairingEvent event) {
    if (!over && waiting.size() < MAX_WAITING) {
      waiting.add(event);
      next();
    }
  }

  private void next() {
    PairingEvent event = busy || over ? null : waiting.poll();
    if (event == null) {
      return;
    }
    busy = true;
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              List<PairingCommand> commands = compute(event);
              onLoop(() -> carryOut(commands));
            });
  }

  private List<PairingCommand> compute(PairingEvent event) {
    List<PairingCommand> commands = new ArrayList<>();
    try {
      machine.handle(System.nanoTime() - origin, event);
      for (PairingCommand each = machine.poll(); each != null; each = machine.poll()) {
        commands.add(each instanceof Store store ? stored(store) : each);
      }
    } catch (RuntimeException e) { // a bug, ours or a provider's; the peer goes on without
      log.warn("pairing failed", e);
      commands.add(new Close(MailboxEnd.GAVE_UP));
      commands.add(
          new Fail(
              new PairingException(
                  PairingException.Code.INTERRUPTED, "pairing failed: " + e.getMessage())));
    }
    return commands;
  }

  /** Stores at once, on this thread, and runs the machine on with the outcome. */
  private PairingCommand stored(Store store) {
    PairingEvent outcome;
    try {
      owner.store(store.peer());
      outcome = new PairingEvent.Stored();
    } catch (Exception e) {
      outcome = new PairingEvent.NotStored(String.valueOf(e.getMessage()));
    }
    machine.handle(System.nanoTime() - origin, outcome);
    return store;
  }

  private void onLoop(Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  private void carryOut(List<PairingCommand> commands) {
    busy = false;
    for (PairingCommand each : commands) {
      if (!over) {
        carryOut(each);
      }
    }
    reschedule();
    next();
  }

  private void carryOut(PairingCommand command) {
    RendezvousLink through = link.get();
    if (command instanceof Send send && through != null) {
      through.letter(mailbox(), send.letter());
    } else if (command instanceof Close close && through != null) {
      through.closeMailbox(mailbox(), close.why());
    } else if (command instanceof Finish finish) {
      cancel();
      owner.finished(finish.peer());
    } else if (command instanceof Fail fail) {
      cancel();
      owner.failed(fail.why());
    }
  }

  /** The deadline is set once, by the first event, and is never moved but to the end. */
  private void reschedule() {
    long deadline = machine.deadline();
    if (timer == null && !over && deadline != Machine.NEVER) {
      long wait = Math.max(0, deadline - (System.nanoTime() - origin));
      timer = loop.schedule(() -> handle(new PairingEvent.Tick()), wait, TimeUnit.NANOSECONDS);
    }
  }

  /** Nothing more happens here. */
  void cancel() {
    over = true;
    waiting.clear();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
