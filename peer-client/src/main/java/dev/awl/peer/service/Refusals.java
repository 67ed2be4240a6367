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

  private record Refusal(PeerId peer, String service) {}

  private final Set<Refusal> logged = new LinkedHashSet<>();

  void refused(PeerId peer, String service) {
    if (!logged.add(new Refusal(peer, service))) {
      return;
    }
    if (logged.size() > MOST) {
      logged.remove(logged.iterator().next());
    }
    LOG.warn(
        "{} asked for '{}', which it may not use; further attempts are not logged",
        peer.brief(),
        service.replaceAll("[^\\p{Graph}]", "?"));
  }

  /** What was refused may be allowed by now, and is news when it is refused again. */
  void forget() {
    logged.clear();
  }
}
