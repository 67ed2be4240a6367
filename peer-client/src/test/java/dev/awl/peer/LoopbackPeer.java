package dev.awl.peer;

import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.path.PathPolicy;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.path.Transport;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.ServiceUser;
import dev.awl.peer.service.SharedService;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A peer on loopback with an event loop of its own. */
final class LoopbackPeer implements AutoCloseable {

  final Heard heard = new Heard();
  final PeerClient client;
  private final Transport transport = Transport.best();

  private LoopbackPeer(Plan plan) throws Exception {
    PeerSettings settings =
        new PeerSettings(
            plan.server,
            plan.identity,
            transport,
            loopback(),
            plan.trust,
            plan.services,
            Limits.NONE,
            PathPolicy.always(plan.preference),
            false,
            plan.reachable);
    try {
      client = PeerClient.start(settings, heard).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      stop();
      throw e;
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** What to start. */
  record Plan(
      URI server,
      Identity identity,
      Trust trust,
      List<SharedService> services,
      PathPreference preference,
      boolean reachable) {

    static Plan of(URI server, Identity identity) {
      return new Plan(server, identity, Trust.of(Set.of()), List.of(), PathPreference.AUTO, true);
    }

    Plan sharing(Service service, Identity... with) {
      Set<PeerId> ids =
          java.util.Arrays.stream(with)
              .map(Identity::id)
              .collect(java.util.stream.Collectors.toUnmodifiableSet());
      return new Plan(
          server,
          identity,
          Trust.of(ids),
          List.of(SharedService.of(service)),
          preference,
          reachable);
    }

    /** The trust is asked when an offer has come. */
    Plan trusting(Trust whom) {
      return new Plan(server, identity, whom, services, preference, reachable);
    }

    Plan preferring(PathPreference wanted) {
      return new Plan(server, identity, trust, services, wanted, reachable);
    }

    Plan calling() {
      return new Plan(server, identity, trust, services, preference, false);
    }

    LoopbackPeer start() throws Exception {
      return new LoopbackPeer(this);
    }
  }

  PeerSession connect(Identity to) throws Exception {
    return client.connect(to.id()).get(30, TimeUnit.SECONDS);
  }

  /** Listens on loopback for the peer's only service. */
  BoundListener listen(PeerSession session) throws Exception {
    PeerChannel channel = session.channel();
    ServiceUser user = call(() -> new ServiceUser(channel));
    Service service = call(user::list).get(30, TimeUnit.SECONDS).get(0);
    return call(() -> user.listen(service, loopback())).get(30, TimeUnit.SECONDS);
  }

  /** Calls what belongs on the event loop. */
  <T> T call(Callable<T> task) throws Exception {
    return client.socket().loop().submit(task).get(30, TimeUnit.SECONDS);
  }

  /** Whether nothing of a connection, finished or failed, is left. */
  boolean isIdle() throws Exception {
    return call(() -> client.live().isEmpty() && client.calls().isIdle());
  }

  boolean isSocketOpen() {
    return client.socket().channel().isOpen();
  }

  /** Returns when nothing of it runs any more. */
  @Override
  public void close() {
    if (!transport.group().isShuttingDown()) {
      client.close();
      client.closeFuture().awaitUninterruptibly(30, TimeUnit.SECONDS);
      stop();
    }
  }

  private void stop() {
    Future<?> stopped = transport.group().shutdownGracefully(50, 2_000, TimeUnit.MILLISECONDS);
    stopped.awaitUninterruptibly(30, TimeUnit.SECONDS);
  }

  boolean hasStopped() {
    return transport.group().isTerminated();
  }
}
