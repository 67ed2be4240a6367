package dev.awl.rendezvous;

import dev.awl.rendezvous.RegistrationCommand.CloseRoute;
import dev.awl.rendezvous.RegistrationCommand.OpenRoute;
import dev.awl.wire.Machine;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The offers of one connection that wait for an answer, the oldest first. Nobody but the connection
 * itself fills it, so nobody can push another one's offers out.
 */
final class OutstandingOffers {

  /** More attempts at once than a person makes; the oldest gives way. */
  static final int MAX = 32;

  /** Peers give an attempt up after ten seconds. */
  static final Duration LIFETIME = Duration.ofSeconds(30);

  private final Queue<RegistrationCommand> commands;
  private final Map<AnswerRoute, Long> endOf = new LinkedHashMap<>();

  OutstandingOffers(Queue<RegistrationCommand> commands) {
    this.commands = commands;
  }

  /** An offer is sent, perhaps again. */
  void add(long now, AnswerRoute route) {
    boolean again = endOf.remove(route) != null;
    endOf.put(route, now + LIFETIME.toNanos());
    if (!again) {
      commands.add(new OpenRoute(route));
    }
    if (endOf.size() > MAX) {
      remove(endOf.keySet().iterator().next());
    }
  }

  /** An offer is answered, or will not be. */
  void remove(AnswerRoute route) {
    if (endOf.remove(route) != null) {
      commands.add(new CloseRoute(route));
    }
  }

  void expire(long now) {
    Iterator<Map.Entry<AnswerRoute, Long>> oldest = endOf.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<AnswerRoute, Long> each = oldest.next();
      if (each.getValue() > now) {
        return;
      }
      oldest.remove();
      commands.add(new CloseRoute(each.getKey()));
    }
  }

  void clear() {
    List.copyOf(endOf.keySet()).forEach(this::remove);
  }

  /** When the oldest one expires. */
  long deadline() {
    return endOf.isEmpty() ? Machine.NEVER : endOf.values().iterator().next();
  }
}
