package dev.awl.peer.service;

import dev.awl.wire.rendezvous.PeerId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service as its owner shares it: what peers are told, and what they are not.
 *
 * @param allow the peers that may use it; null: every trusted one. A peer that may not is told that
 *     there is no such service
 */
public record SharedService(Service service, @Nullable Set<PeerId> allow, DialOptions dial) {

  public SharedService {
    allow = allow == null ? null : Set.copyOf(allow);
  }

  /** A service for every trusted peer. */
  public static SharedService of(Service service) {
    return new SharedService(service, null, DialOptions.DEFAULT);
  }

  /** The same, for these peers alone. */
  public SharedService only(Set<PeerId> peers) {
    return new SharedService(service, peers, dial);
  }

  boolean allows(PeerId peer) {
    return allow == null || allow.contains(peer);
  }
}
