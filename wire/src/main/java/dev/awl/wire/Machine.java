package dev.awl.wire;

import org.jspecify.annotations.Nullable;

/**
 * A protocol state machine without sockets, threads or clocks (sans-IO).
 *
 * <p>The shell that owns the socket hands it events with the current time, executes the commands it
 * yields, and calls {@link #handleTimeout} no earlier than {@link #deadline}. All times are
 * nanoseconds of one monotonic clock whose origin is arbitrary but not negative.
 *
 * @param <E> what happens to the machine (sealed records)
 * @param <C> what the machine wants done (sealed records)
 */
public interface Machine<E, C> {

  /** The deadline of a machine that waits for nothing. */
  long NEVER = Long.MAX_VALUE;

  /** Takes one event that happened at {@code now}. */
  void handle(long now, E event);

  /** Lets time pass up to {@code now}; a call before {@link #deadline} changes nothing. */
  void handleTimeout(long now);

  /** The next command to execute, or null when there is none; drain after every call above. */
  @Nullable C poll();

  /** When {@link #handleTimeout} wants to be called, or {@link #NEVER}. */
  long deadline();
}
