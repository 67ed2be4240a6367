package dev.awl.peer.punch;

import dev.awl.peer.strategy.PunchBudget;
import dev.awl.wire.Machine;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Punches the holes of one session: sends probes to every target until it answers or its budget is
 * spent, and takes up addresses that the peer's probes come from.
 *
 * <p>After the first answer on a path three more probes follow: they open the peer's side for good
 * where its own probes were lost.
 */
public final class HolePuncher implements Machine<PunchEvent, PunchCommand> {

  /** Design, section 5: sent after the first answer. */
  private static final int PROBES_AFTER_ANSWER = 3;

  /** A probe of the peer is answered with one of ours at once, but not more often than this. */
  private static final long TRIGGERED_INTERVAL = 10_000_000;

  private final Map<Path, Target> targets = new LinkedHashMap<>();
  private final Queue<PunchCommand> commands = new ArrayDeque<>();
  private PunchBudget budget = PunchBudget.DEFAULT;
  private boolean roundRunning;
  private int probes;

  private static final class Target {
    int left;
    int sent;
    long lastSentAt;
    long nextAt = NEVER;
    boolean open;
  }

  @Override
  public void handle(long now, PunchEvent event) {
    if (event instanceof PunchEvent.Begin begin) {
      begin(now, begin);
    } else if (event instanceof PunchEvent.Candidate candidate) {
      add(now, candidate.path());
    } else if (event instanceof PunchEvent.ProbeArrived probe) {
      onProbe(now, probe.path());
    } else if (event instanceof PunchEvent.Answered answered) {
      onAnswer(now, answered);
    } else if (event instanceof PunchEvent.Closed closed) {
      targets.remove(closed.path());
    }
    checkRoundOver();
  }

  private void begin(long now, PunchEvent.Begin begin) {
    budget = begin.budget();
    targets.values().removeIf(target -> !target.open);
    probes = 0;
    begin.paths().forEach(path -> add(now, path));
  }

  private @Nullable Target add(long now, Path path) {
    Target known = targets.get(path);
    if (known != null) {
      return known;
    }
    if (targets.size() >= budget.targets()) {
      return null; // the budget's bound: an authentic peer cannot make us probe more
    }
    Target target = new Target();
    target.left = budget.probesPerTarget();
    targets.put(path, target);
    roundRunning = true;
    probe(now, path, target);
    return target;
  }

  private void onProbe(long now, Path path) {
    boolean known = targets.containsKey(path);
    Target target = add(now, path);
    if (target == null || !known || target.open) {
      return;
    }
    if (now - target.lastSentAt >= TRIGGERED_INTERVAL) {
      target.left = Math.max(target.left, 1);
      probe(now, path, target);
    }
  }

  private void onAnswer(long now, PunchEvent.Answered answered) {
    Target target = targets.get(answered.path());
    if (target == null || target.open) {
      return;
    }
    target.open = true;
    target.left = PROBES_AFTER_ANSWER;
    target.nextAt = now + budget.waitAfter(1);
    commands.add(new PunchCommand.Open(answered.path(), answered.roundTripNanos()));
  }

  @Override
  public void handleTimeout(long now) {
    targets.forEach(
        (path, target) -> {
          if (target.nextAt <= now) {
            probe(now, path, target);
          }
        });
    checkRoundOver();
  }

  private void probe(long now, Path path, Target target) {
    if (target.left <= 0) {
      target.nextAt = NEVER;
      return;
    }
    target.left--;
    target.sent++;
    target.lastSentAt = now;
    target.nextAt = now + budget.waitAfter(target.sent);
    probes++;
    commands.add(new PunchCommand.Probe(path));
  }

  private void checkRoundOver() {
    if (roundRunning && deadline() == NEVER) {
      roundRunning = false;
      List<Path> open =
          targets.entrySet().stream()
              .filter(each -> each.getValue().open)
              .map(Map.Entry::getKey)
              .toList();
      commands.add(new PunchCommand.RoundOver(probes, open));
    }
  }

  @Override
  public @Nullable PunchCommand poll() {
    return commands.poll();
  }

  @Override
  public long deadline() {
    long earliest = NEVER;
    for (Target target : targets.values()) {
      earliest = Math.min(earliest, target.nextAt);
    }
    return earliest;
  }
}
