package dev.awl.wire.stun.transaction;

import dev.awl.wire.Machine;
import dev.awl.wire.stun.TransactionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for their response, with their retransmissions. Bounded: at capacity
 * {@link #start} refuses.
 *
 * @param <T> what the owner needs to send a request again and to understand its response
 */
public final class TransactionTable<T> {

  private final int capacity;
  private final Map<TransactionId, Pending<T>> pending = new HashMap<>();

  public TransactionTable(int capacity) {
    this.capacity = capacity;
  }

  private static final class Pending<T> {
    final T context;
    final RetransmitSchedule schedule;
    final long startedAt;
    int sent = 1;
    long deadline;

    Pending(T context, RetransmitSchedule schedule, long now) {
      this.context = context;
      this.schedule = schedule;
      this.startedAt = now;
      this.deadline = now + schedule.waitAfter(1);
    }
  }

  /** A response's request: what it was about, and whether the round trip can be trusted. */
  public record Completed<T>(T context, long startedAt, int requestsSent) {}

  /**
   * Notes a request that the caller sends now.
   *
   * @return false when the table is full: do not send
   */
  public boolean start(long now, TransactionId id, T context, RetransmitSchedule schedule) {
    if (pending.size() >= capacity) {
      return false;
    }
    pending.put(id, new Pending<>(context, schedule, now));
    return true;
  }

  /**
   * Ends the transaction that a response answers; null when nobody asked, or asked too long ago.
   */
  public @Nullable Completed<T> complete(TransactionId id) {
    Pending<T> done = pending.remove(id);
    return done == null ? null : new Completed<>(done.context, done.startedAt, done.sent);
  }

  /** Looks at a transaction without ending it. */
  public @Nullable T peek(TransactionId id) {
    Pending<T> found = pending.get(id);
    return found == null ? null : found.context;
  }

  /** Drops every transaction whose context the predicate names, without calling anybody. */
  public void cancelIf(java.util.function.Predicate<? super T> predicate) {
    pending.values().removeIf(each -> predicate.test(each.context));
  }

  /** Hands out the contexts whose request is due again, and those given up. */
  public void handleTimeout(long now, Consumer<T> again, Consumer<T> givenUp) {
    List<T> due = new ArrayList<>();
    List<T> expired = new ArrayList<>();
    pending
        .values()
        .removeIf(
            each -> {
              if (each.deadline > now) {
                return false;
              }
              if (each.sent >= each.schedule.requests()) {
                expired.add(each.context);
                return true;
              }
              each.sent++;
              each.deadline = now + each.schedule.waitAfter(each.sent);
              due.add(each.context);
              return false;
            });
    due.forEach(again);
    expired.forEach(givenUp);
  }

  /** When {@link #handleTimeout} has something to do, or {@link Machine#NEVER}. */
  public long deadline() {
    long earliest = Machine.NEVER;
    for (Pending<T> each : pending.values()) {
      earliest = Math.min(earliest, each.deadline);
    }
    return earliest;
  }

  public int size() {
    return pending.size();
  }
}
