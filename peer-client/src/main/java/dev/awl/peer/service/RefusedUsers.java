package dev.awl.peer.service;

import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs whose connections came to nothing, or wait, and why: one line a second at most, because a
 * user who tries again and again must not fill the log.
 */
final class RefusedUsers {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceListener.class);

  private static final long INTERVAL_NANOS = 1_000_000_000;

  private int unlogged;
  private long count;
  private long loggedAt = System.nanoTime() - INTERVAL_NANOS;

  long count() {
    return count;
  }

  void refused(Service service, String what, String why) {
    count++;
    log(service, what, why);
  }

  /** A connection that is not refused as yet. */
  void waits(Service service, SocketAddress from, String why) {
    log(service, "connection from " + Addresses.text(from) + " waits", why);
  }

  private void log(Service service, String what, String why) {
    long now = System.nanoTime();
    if (now - loggedAt < INTERVAL_NANOS) {
      unlogged++;
      return;
    }
    loggedAt = now;
    LOG.warn(
        "{} ({}): {}: {}{}",
        service.name(),
        service.target(),
        what,
        why,
        unlogged == 0 ? "" : " (and " + unlogged + " more since the last line)");
    unlogged = 0;
  }
}
