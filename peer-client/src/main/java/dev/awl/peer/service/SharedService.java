package dev.awl.peer.service;

import dev.awl.wire.rendezvous.PeerId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service as its owner shares it: what peers are told, and what they are not.
 *
 * @param allow the peers that may use it; null: every trusted one. A peer that may not is told that
 *     there is no such service
 * @param limits what all its connections together may take
 */
public record SharedService(
    Service service, @Nullable Set<PeerId> allow, DialOptions dial, Limits limits) {

  public SharedService {
    allow = allow == null ? null : Set.copyOf(allow);
  }

  /** A service for every trusted peer. */
  public static SharedService of(Service service) {
    return new SharedService(service, null, DialOptions.DEFAULT, Limits.NONE);
  }

  /** The same, for these peers alone. */
  public SharedService only(Set<PeerId> peers) {
    return new SharedService(service, peers, dial, limits);
  }

  /** The same, dialled like this. */
  public SharedService dialled(DialOptions how) {
    return new SharedService(service, allow, how, limits);
  }

  /** The same, within these limits. */
  public SharedService within(Limits most) {
    return new SharedService(service, allow, dial, most);
  }

  boolean allows(PeerId peer) {
    return allow == null || allow.contains(peer);
  }
}
