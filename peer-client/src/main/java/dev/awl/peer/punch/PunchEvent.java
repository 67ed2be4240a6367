package dev.awl.peer.punch;

import dev.awl.peer.strategy.PunchBudget;
import java.util.List;

/** What happens to a {@link HolePuncher}. */
public sealed interface PunchEvent {

  /** Begin a round: every path is tried within the budget, open ones of earlier rounds excepted. */
  record Begin(List<Path> paths, PunchBudget budget) implements PunchEvent {
    public Begin {
      paths = List.copyOf(paths);
    }
  }

  /** One more address is known: a candidate that came late. */
  record Candidate(Path path) implements PunchEvent {}

  /** An authentic probe of the peer came in: its source, peer-reflexive or not, is worth a try. */
  record ProbeArrived(Path path) implements PunchEvent {}

  /** The peer answered our probe on this path. */
  record Answered(Path path, long roundTripNanos) implements PunchEvent {}

  /** The path that was open is dead: it may be tried again. */
  record Closed(Path path) implements PunchEvent {}
}
