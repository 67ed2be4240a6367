package dev.awl.rendezvous;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that wait for answers to their offers. An answer goes back to the very connection
 * that called, which the {@link Directory} may not have: a caller is not listed.
 *
 * <p>As large as the {@link OutstandingOffers} of all connections, which are bounded. In a cluster
 * each node keeps its own; decision 2 in {@code docs/adr} says how.
 */
final class AnswerRoutes {

  private final Map<AnswerRoute, Directory.Entry> callers = new ConcurrentHashMap<>();

  void open(AnswerRoute route, Directory.Entry caller) {
    callers.put(route, caller);
  }

  Optional<Directory.Entry> find(AnswerRoute route) {
    return Optional.ofNullable(callers.get(route));
  }

  /** Forgets the route, unless another connection of the caller's has taken it. */
  void close(AnswerRoute route, Directory.Entry caller) {
    callers.remove(route, caller);
  }

  int size() {
    return callers.size();
  }
}
