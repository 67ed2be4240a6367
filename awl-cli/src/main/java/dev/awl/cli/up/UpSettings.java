package dev.awl.cli.up;

import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.SharedService;
import dev.awl.wire.rendezvous.PeerId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code awl.toml} says.
 *
 * @param metrics where counters are served; null: nowhere
 * @param limits what all services together, and one peer, may take
 * @param peers who is trusted beside the known peers of the home, by name
 * @param services what is shared
 * @param connects whose services are used, by the name in the file
 * @param doubts what may be a mistake, which its peers alone know: a line for each, with its place
 */
public record UpSettings(
    URI server,
    @Nullable String name,
    PathPreference path,
    int udpPort,
    @Nullable InetSocketAddress metrics,
    Limits limits,
    Map<String, ListedPeer> peers,
    List<SharedService> services,
    Map<String, Connect> connects,
    List<String> doubts) {

  public UpSettings {
    peers = Map.copyOf(peers);
    services = List.copyOf(services);
    connects = Map.copyOf(connects);
    doubts = List.copyOf(doubts);
  }

  /**
   * A peer named in the file.
   *
   * @param allow the services it may use; null: all
   * @param path which paths to use with it; null: as for all
   */
  public record ListedPeer(PeerId id, @Nullable Set<String> allow, @Nullable PathPreference path) {
    public ListedPeer {
      allow = allow == null ? null : Set.copyOf(allow);
    }

    public boolean allows(String service) {
      return allow == null || allow.contains(service);
    }
  }

  /**
   * A peer whose services get ports here.
   *
   * @param places where, by service; empty: all of them, on loopback
   * @param path which paths to use
   * @param data how data connections of services like FTP are made
   * @param ftps how FTP's TLS ends here and begins anew
   */
  public record Connect(
      PeerId peer,
      Map<String, InetSocketAddress> places,
      PathPreference path,
      DataConnections data,
      Ftps ftps) {
    public Connect {
      places = Map.copyOf(places);
    }
  }

  /** What cannot change while the daemon runs. */
  public boolean needsRestart(UpSettings other) {
    return !server.equals(other.server)
        || udpPort != other.udpPort
        || !Objects.equals(metrics, other.metrics);
  }

  /** Which paths to use with a peer, whoever called. */
  public PathPreference pathTo(PeerId peer) {
    for (Connect each : connects.values()) {
      if (each.peer().equals(peer)) {
        return each.path();
      }
    }
    for (ListedPeer each : peers.values()) {
      if (each.id().equals(peer) && each.path() != null) {
        return each.path();
      }
    }
    return path;
  }
}
