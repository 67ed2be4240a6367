package dev.awl.peer.exchange;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The sessions whose offers were opened, for as long as a replay of them would be fresh enough to
 * believe. When full it takes no new ones: forgetting one would let it be replayed.
 */
final class SeenSessions {

  static final int MAX = 4096;

  private record Seen(PeerId from, SessionId session) {}

  private record Entry(Seen seen, Instant until) {}

  private final Duration keep;
  private final Set<Seen> seen = new HashSet<>();
  private final Deque<Entry> oldestFirst = new ArrayDeque<>();

  SeenSessions(Duration keep) {
    this.keep = keep;
  }

  /** Takes note of a session; throws when it was seen before. */
  synchronized void add(Instant now, PeerId from, SessionId session) throws ExchangeException {
    for (Entry oldest = oldestFirst.peek();
        oldest != null && oldest.until().isBefore(now);
        oldest = oldestFirst.peek()) {
      seen.remove(oldest.seen());
      oldestFirst.remove();
    }
    if (seen.size() >= MAX) {
      throw new ExchangeException("too many offers within minutes; try again later");
    }
    Seen entry = new Seen(from, session);
    if (!seen.add(entry)) {
      throw new ExchangeException("the offer was received before");
    }
    oldestFirst.add(new Entry(entry, now.plus(keep)));
  }
}
