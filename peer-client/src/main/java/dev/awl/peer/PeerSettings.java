package dev.awl.peer;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.path.PathPolicy;
import dev.awl.peer.path.Transport;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.SharedService;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * How a peer takes part.
 *
 * @param server the rendezvous, {@code ws://} or {@code wss://}
 * @param local what the UDP socket binds; wildcard and port 0 for most
 * @param trust who may connect to us, and to which services
 * @param services what they may use
 * @param limits what those services together, and one peer, may take
 * @param detectFirst whether a connection waits for NAT detection, so that the plan is the matrix's
 *     from the start; otherwise both sides open at once while detection still runs
 * @param reachable whether others may find and call us; a caller that is not leaves another process
 *     with this identity registered
 */
public record PeerSettings(
    URI server,
    Identity identity,
    Transport transport,
    InetSocketAddress local,
    Trust trust,
    List<SharedService> services,
    Limits limits,
    PathPolicy preference,
    boolean detectFirst,
    boolean reachable) {

  public PeerSettings {
    services = List.copyOf(services);
  }
}
