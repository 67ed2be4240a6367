package dev.awl.peer.service;

import dev.awl.wire.rendezvous.PeerId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once who asked for what it may not use. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** Beyond that the oldest is forgotten, and may be logged again. */
  private static final int MOST = 1000;

  private record Refusal(PeerId peer, String service, String why) {}

  private final Set<Refusal> logged = new LinkedHashSet<>();

  /** It may not use it. */
  void refused(PeerId peer, String service) {
    log(new Refusal(peer, service, "which it may not use"));
  }

  /** There are as many connections as its owner allows. */
  void full(PeerId peer, String service) {
    log(new Refusal(peer, service, "and there are as many connections as may be"));
  }

  private void log(Refusal refusal) {
    if (!logged.add(refusal)) {
      return;
    }
    if (logged.size() > MOST) {
      logged.remove(logged.iterator().next());
    }
    LOG.warn(
        "{} asked for '{}', {}; further attempts are not logged",
        refusal.peer().brief(),
        refusal.service().replaceAll("[^\\p{Graph}]", "?"),
        refusal.why());
  }

  /** What was refused may be allowed by now, and is news when it is refused again. */
  void forget() {
    logged.clear();
  }
}
