package dev.awl.peer;

import dev.awl.peer.registration.RendezvousLink;
import org.jspecify.annotations.Nullable;

/**
 * How we stand with the rendezvous: the link to it, and who is registered there with our identity.
 * On the event loop, but for the two questions that people ask.
 */
final class Registration {

  private @Nullable RendezvousLink link;
  private volatile boolean registered;
  private volatile Registrant registrant = Registrant.SELF;
  private boolean closed;

  /** From now on by this link, which is about to register. */
  void begin(RendezvousLink opened) {
    link = opened;
  }

  /**
   * For the first time or again.
   *
   * @return whether others find us again who found another process with our identity before
   */
  boolean succeeded() {
    registered = true;
    boolean again = registrant == Registrant.NOBODY;
    if (again) {
      registrant = Registrant.SELF;
    }
    return again;
  }

  /** The link is gone, and comes back by itself. */
  void interrupted() {
    registered = false;
  }

  /** Another process has registered with our identity; once the link is back we only call. */
  void takenOver() {
    registered = false;
    registrant = Registrant.ANOTHER_PROCESS;
  }

  /** That process has ended, and we are about to register. */
  void released() {
    registered = false;
    registrant = Registrant.NOBODY;
  }

  /** Something that we relied on is gone; the connection to the rendezvous may be, too. */
  void check() {
    if (link != null) {
      link.check();
    }
  }

  void close() {
    closed = true;
    if (link != null) {
      link.close();
    }
  }

  /** The way to the rendezvous, registered or not; null before there is one. */
  @Nullable RendezvousLink link() {
    return link;
  }

  /** The same; null while we are not registered. */
  @Nullable RendezvousLink callingLink() {
    return closed || !registered ? null : link;
  }

  /** The same; null while others who come through it reach another process, too. */
  @Nullable RendezvousLink reachableLink() {
    return isTakenOver() ? null : callingLink();
  }

  /** Whether others find this process; any thread. */
  boolean isOurs() {
    return registered && !isTakenOver();
  }

  /** Whether they find another process with our identity; any thread. */
  boolean isTakenOver() {
    return registrant == Registrant.ANOTHER_PROCESS;
  }

  /** Who is registered with our identity, as far as we have heard. */
  private enum Registrant {
    SELF,
    ANOTHER_PROCESS,
    NOBODY
  }
}
