package dev.awl.peer.path;

import dev.awl.wire.rendezvous.PeerId;

/** Which paths the user allows to which peer; asked when a session with it begins. */
public interface PathPolicy {

  PathPreference to(PeerId peer);

  /** The same for all. */
  static PathPolicy always(PathPreference preference) {
    return peer -> preference;
  }
}
