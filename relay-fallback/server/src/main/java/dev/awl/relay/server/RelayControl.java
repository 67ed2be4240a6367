package dev.awl.relay.server;

import dev.awl.wire.AddressText;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What an operator does to a running relay. Any thread but the relay's event loops. */
public final class RelayControl {

  private static final long PATIENCE_SECONDS = 5;

  private final RelayCore core;
  private final Workers workers;

  RelayControl(RelayCore core, Workers workers) {
    this.core = core;
    this.workers = workers;
  }

  /** Every allocation that is open now. */
  public List<RelayedSession> sessions() {
    return onEach((worker, allocation) -> allocation.view(worker.now()));
  }

  /**
   * Ends the allocations of a user, or the one with a relayed address {@code IP:PORT}. Its client
   * hears of it by 437, or by the end of its connection.
   *
   * @return those that were ended
   */
  public List<RelayedSession> kick(String userOrRelayed) {
    InetSocketAddress relayed = AddressText.parse(userOrRelayed);
    return onEach(
        (worker, allocation) -> {
          RelayedSession session = allocation.view(worker.now());
          boolean meant =
              session.user().equals(userOrRelayed)
                  || (relayed != null && session.relayed().contains(relayed));
          if (!meant) {
            return null;
          }
          worker.end(allocation);
          return session;
        });
  }

  /**
   * Takes new secrets, ranges and quotas. Allocations stay, with the key and the quotas they began
   * with; their permissions for peers that are refused now end at once.
   */
  public void reload(RelayUsers users, PeerRanges peers, RelayQuotas quotas) {
    core.reload(users, peers, quotas);
    onEach(
        (worker, allocation) -> {
          allocation.endRefused();
          return null;
        });
  }

  /** Refuses new allocations with 508; complete when the last one has ended. */
  public CompletableFuture<Void> drain() {
    return core.usage().drain();
  }

  private <T> List<T> onEach(BiFunction<RelayWorker, Allocation, @Nullable T> action) {
    List<Future<List<T>>> running = new ArrayList<>();
    for (RelayWorker worker : workers.all()) {
      running.add(worker.onEach(allocation -> action.apply(worker, allocation)));
    }
    List<T> all = new ArrayList<>();
    for (Future<List<T>> each : running) {
      if (!each.awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the relay is too busy to answer; try again");
      }
      all.addAll(each.getNow());
    }
    return all;
  }
}
