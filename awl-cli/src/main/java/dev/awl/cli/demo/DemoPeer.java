package dev.awl.cli.demo;

import dev.awl.cli.RunningPeer;
import dev.awl.natlab.NatType;
import dev.awl.natlab.NattedSockets;
import dev.awl.peer.PathReport;
import dev.awl.peer.PeerClient;
import dev.awl.peer.PeerEvents;
import dev.awl.peer.PeerSession;
import dev.awl.peer.PeerSettings;
import dev.awl.peer.Trust;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.path.PathPolicy;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.path.Transport;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.SharedService;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** A peer behind an emulated NAT. */
final class DemoPeer implements AutoCloseable {

  /** What the demo wants to hear of a peer; called on its event loop. */
  interface Watcher {
    void nat(NatReport report);

    void path(PathReport path);

    void channel(PeerSession session);

    void notice(String line);
  }

  private final CompletableFuture<NatReport> nat = new CompletableFuture<>();
  private final RunningPeer running;

  /**
   * Starts the peer.
   *
   * @param trusted who may use the services
   */
  DemoPeer(
      URI server,
      Identity identity,
      NatType type,
      InetAddress inside,
      InetAddress external,
      Set<PeerId> trusted,
      List<SharedService> services,
      Watcher watcher) {
    Transport plain = Transport.best();
    NattedSockets sockets =
        new NattedSockets(
            plain.sockets(), type, inside, external, ThreadLocalRandom.current().nextLong());
    PeerSettings settings =
        new PeerSettings(
            server,
            identity,
            new Transport(plain.group(), sockets),
            new InetSocketAddress(sockets.localAddress(), 0),
            Trust.of(trusted),
            services,
            Limits.NONE,
            PathPolicy.always(PathPreference.AUTO),
            true,
            true);
    running = RunningPeer.start(settings, events(watcher));
  }

  private PeerEvents events(Watcher watcher) {
    return new PeerEvents() {
      @Override
      public void nat(NatReport report) {
        watcher.nat(report);
        nat.complete(report);
      }

      @Override
      public void path(PathReport path) {
        watcher.path(path);
      }

      @Override
      public void connected(PeerSession session) {
        watcher.channel(session);
      }

      @Override
      public void notice(String line) {
        watcher.notice(line);
      }
    };
  }

  PeerClient client() {
    return running.client();
  }

  /** What detection found out about its NAT, when it has. */
  CompletableFuture<NatReport> nat() {
    return nat;
  }

  @Override
  public void close() {
    running.close();
  }
}
