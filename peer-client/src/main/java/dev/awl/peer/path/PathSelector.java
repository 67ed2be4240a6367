package dev.awl.peer.path;

import dev.awl.peer.punch.Path;
import dev.awl.wire.Machine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the open paths of a peer pair alive, names the best one, notices when one dies.
 *
 * <pre>
 *              Opened                     unanswered probe
 *   (unknown) --------> alive ----------------------------------> suspect
 *                         ^   <---------------------------------     |
 *                                  Answered                          | nothing for DEAD_AFTER
 *                                                                    v
 *                                                                  lost
 * </pre>
 *
 * <p>A path in use is probed every three seconds, an idle one less often than that but before a
 * NAT's binding could die. Silence while we send makes a path suspect within a second.
 */
public final class PathSelector implements Machine<PathEvent, PathCommand> {

  /** Design, section 6: heartbeat while active. */
  private static final long ACTIVE_HEARTBEAT = 3_000_000_000L;

  /** Below the shortest binding lifetime seen in practice (design, section 6: 15 to 20 s). */
  private static final long IDLE_HEARTBEAT = 15_000_000_000L;

  private static final long IDLE_JITTER = 3_000_000_000L;

  /** The path counts as in use this long after data was sent. */
  private static final long ACTIVE_FOR = 10_000_000_000L;

  /** Sending without hearing anything for this long is suspicious. */
  private static final long SILENCE = 1_000_000_000L;

  private static final long RETRY = 400_000_000L;

  /** Unanswered and unheard this long: lost. */
  private static final long DEAD_AFTER = 2_500_000_000L;

  /** Unanswered this long: lost, even where packets still come in. Design, section 6: 6.5 s. */
  private static final long DEAD_ANYWAY = 6_500_000_000L;

  /** Paths kept alive beside the selected one; a better one pushes the worst out. */
  private static final int MAX_PATHS = 6;

  private final Map<Path, State> paths = new LinkedHashMap<>();
  private final Queue<PathCommand> commands = new ArrayDeque<>();
  private final RandomGenerator random;
  private @Nullable Path selected;
  private long lastSentAt = Long.MIN_VALUE / 2;

  public PathSelector(RandomGenerator random) {
    this.random = random;
  }

  private static final class State {
    final PathKind kind;
    long roundTrip;
    long lastHeard;

    /** When the oldest probe without an answer went out; NEVER: none is out. */
    long unansweredSince = NEVER;

    long nextProbe;

    State(PathKind kind, long roundTrip, long now) {
      this.kind = kind;
      this.roundTrip = roundTrip;
      this.lastHeard = now;
    }

    boolean betterThan(State other) {
      if (kind.rank() != other.kind.rank()) {
        return kind.rank() < other.kind.rank();
      }
      return roundTrip < other.roundTrip - other.roundTrip / 5; // no flapping over noise
    }
  }

  /** Where datagrams go now; null while there is no path. */
  public @Nullable Path selected() {
    return selected;
  }

  /** The kind of an open path; null when it is not open. */
  public @Nullable PathKind kindOf(Path path) {
    State state = paths.get(path);
    return state == null ? null : state.kind;
  }

  @Override
  public void handle(long now, PathEvent event) {
    if (event instanceof PathEvent.Opened opened) {
      onOpened(now, opened);
    } else if (event instanceof PathEvent.Answered answered) {
      onAnswered(now, answered);
    } else if (event instanceof PathEvent.Heard heard) {
      State state = paths.get(heard.path());
      if (state != null) {
        state.lastHeard = now;
      }
    } else if (event instanceof PathEvent.Sent) {
      onSent(now);
    } else if (event instanceof PathEvent.Withdrawn withdrawn) {
      State state = paths.remove(withdrawn.path());
      if (state != null) {
        lose(now, withdrawn.path(), state);
      }
    }
  }

  private void onOpened(long now, PathEvent.Opened opened) {
    State state = new State(opened.kind(), opened.roundTripNanos(), now);
    state.nextProbe = now + heartbeat(now, opened.path());
    paths.put(opened.path(), state);
    dropWorst();
    choose(now);
  }

  private void onAnswered(long now, PathEvent.Answered answered) {
    State state = paths.get(answered.path());
    if (state == null) {
      return;
    }
    state.roundTrip = (7 * state.roundTrip + answered.roundTripNanos()) / 8;
    state.lastHeard = now;
    state.unansweredSince = NEVER;
    state.nextProbe = now + heartbeat(now, answered.path());
  }

  private void onSent(long now) {
    boolean wasIdle = now - lastSentAt > ACTIVE_FOR;
    lastSentAt = now;
    State state = selected == null ? null : paths.get(selected);
    if (state == null) {
      return;
    }
    if (wasIdle) {
      state.lastHeard = now; // silence counts from the first packet after the pause
      state.nextProbe = Math.min(state.nextProbe, now + RETRY);
    } else if (state.unansweredSince == NEVER && now - state.lastHeard > SILENCE) {
      state.nextProbe = Math.min(state.nextProbe, now);
    }
  }

  private long heartbeat(long now, Path path) {
    boolean inUse = path.equals(selected) && now - lastSentAt < ACTIVE_FOR;
    return inUse ? ACTIVE_HEARTBEAT : IDLE_HEARTBEAT + random.nextLong(IDLE_JITTER);
  }

  @Override
  public void handleTimeout(long now) {
    List<Path> dead = new ArrayList<>();
    paths.forEach(
        (path, state) -> {
          if (isDead(now, state)) {
            dead.add(path);
          } else if (state.nextProbe <= now) {
            probe(now, path, state);
          }
        });
    for (Path path : dead) {
      State state = paths.remove(path);
      if (state != null) {
        lose(now, path, state);
      }
    }
  }

  private static boolean isDead(long now, State state) {
    if (state.unansweredSince == NEVER) {
      return false;
    }
    long unanswered = now - state.unansweredSince;
    return unanswered >= DEAD_ANYWAY
        || (unanswered >= DEAD_AFTER && now - state.lastHeard >= DEAD_AFTER);
  }

  private void probe(long now, Path path, State state) {
    if (state.unansweredSince == NEVER) {
      state.unansweredSince = now;
    }
    state.nextProbe = now + Math.max(RETRY, Math.min(2 * state.roundTrip, DEAD_AFTER / 3));
    commands.add(new PathCommand.Probe(path));
  }

  private void lose(long now, Path path, State state) {
    commands.add(new PathCommand.Lost(path, state.kind));
    if (path.equals(selected)) {
      paths.values().forEach(other -> other.nextProbe = Math.min(other.nextProbe, now));
      selected = null;
      choose(now);
      if (selected == null) {
        commands.add(new PathCommand.Stranded());
      }
    }
  }

  private void choose(long now) {
    Path best = selected;
    for (Map.Entry<Path, State> each : paths.entrySet()) {
      State bestState = best == null ? null : paths.get(best);
      if (bestState == null || isBetter(each.getValue(), bestState)) {
        best = each.getKey();
      }
    }
    if (best == null || best.equals(selected)) {
      return;
    }
    selected = best;
    State state = paths.get(best);
    if (state != null) {
      state.nextProbe = Math.min(state.nextProbe, now + heartbeat(now, best));
      commands.add(new PathCommand.Select(best, state.kind, state.roundTrip));
    }
  }

  /** A path that answers beats one that does not. */
  private static boolean isBetter(State candidate, State current) {
    boolean candidateSuspect = candidate.unansweredSince != NEVER;
    boolean currentSuspect = current.unansweredSince != NEVER;
    if (candidateSuspect != currentSuspect) {
      return currentSuspect && candidate.kind.rank() <= current.kind.rank();
    }
    return candidate.betterThan(current);
  }

  private void dropWorst() {
    while (paths.size() > MAX_PATHS) {
      Path worst = null;
      for (Map.Entry<Path, State> each : paths.entrySet()) {
        State worstState = worst == null ? null : paths.get(worst);
        if (!each.getKey().equals(selected)
            && (worstState == null || worstState.betterThan(each.getValue()))) {
          worst = each.getKey();
        }
      }
      paths.remove(worst);
    }
  }

  @Override
  public @Nullable PathCommand poll() {
    return commands.poll();
  }

  @Override
  public long deadline() {
    long earliest = NEVER;
    for (State state : paths.values()) {
      earliest = Math.min(earliest, state.nextProbe);
      if (state.unansweredSince != NEVER) {
        long heardOut = Math.max(state.unansweredSince, state.lastHeard) + DEAD_AFTER;
        earliest = Math.min(earliest, Math.min(heardOut, state.unansweredSince + DEAD_ANYWAY));
      }
    }
    return earliest;
  }
}
