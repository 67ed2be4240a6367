package dev.awl.peer.service;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once who asked for what it may not use, or for what nobody could reach. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** Beyond that the oldest is forgotten, and may be logged again. */
  private static final int MOST = 1000;

  private record Refusal(String peer, String service, String why) {}

  private final Set<Refusal> logged = new LinkedHashSet<>();
  private long notAllowed;
  private long full;

  /** It may not use it. */
  void refused(String peer, String service) {
    notAllowed++;
    log(new Refusal(peer, service, "which it may not use"));
  }

  /** There are as many connections as its owner allows. */
  void full(String peer, String service) {
    full++;
    log(new Refusal(peer, service, "and there are as many connections as may be"));
  }

  /**
   * Where the service leads was no good.
   *
   * @param target as this one user wanted it
   */
  void unreached(String peer, Service service, String target, DialStatus status) {
    String why = status.textAtTarget(service.isUdp());
    if (why != null) {
      // Not a target in the key: users of a network name as many as they like.
      log(new Refusal(peer, service.name(), status.name()), "but " + printable(target) + " " + why);
    }
  }

  /** How often, by the reason; attempts that were not logged are counted, too. */
  Map<String, Long> counts() {
    return Map.of("not_allowed", notAllowed, "full", full);
  }

  private void log(Refusal refusal) {
    log(refusal, refusal.why());
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\p{Graph}]", "?");
  }

  private void log(Refusal refusal, String why) {
    if (!logged.add(refusal)) {
      return;
    }
    if (logged.size() > MOST) {
      logged.remove(logged.iterator().next());
    }
    LOG.warn(
        "{} asked for '{}', {}; further ones like it are not logged",
        refusal.peer(),
        printable(refusal.service()),
        why);
  }

  /** What was refused may be allowed by now, and is news when it is refused again. */
  void forget() {
    logged.clear();
  }
}
