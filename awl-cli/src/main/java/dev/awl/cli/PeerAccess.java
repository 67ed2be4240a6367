package dev.awl.cli;

import dev.awl.peer.PathReport;
import dev.awl.peer.PeerClient;
import dev.awl.peer.PeerSession;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.LocalServices;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.ServiceUser;
import dev.awl.peer.tls.TlsBridge;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A peer's services as ports of this machine; connects again when the peer was gone. */
final class PeerAccess extends PeerReport {

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 30_000;

  private final PortChoice ports;
  private final DataConnections dataConnections;
  private final TlsBridge bridge;
  private final boolean sharing;
  private final Output output;
  private volatile @Nullable PeerId peer;
  private volatile @Nullable PeerClient client;
  private volatile @Nullable ServiceUser user;
  private volatile @Nullable LocalServices listening;
  private volatile String pathKind = "";
  private String lastFailure = "";
  private long retryMillis = FIRST_RETRY_MILLIS; // on the event loop

  /**
   * Will connect to one peer.
   *
   * @param sharing whether it may be of use to connect to a peer that shares nothing
   */
  PeerAccess(
      PortChoice ports,
      DataConnections dataConnections,
      TlsBridge bridge,
      boolean sharing,
      Function<PeerId, String> names,
      Output output) {
    super(names, output);
    this.ports = ports;
    this.dataConnections = dataConnections;
    this.bridge = bridge;
    this.sharing = sharing;
    this.output = output;
  }

  @Override
  public void path(PathReport path) {
    super.path(path);
    if (calls(path.peer())) {
      pathKind = path.kind().toString();
      ServiceUser services = user;
      if (services != null) {
        services.path(pathKind);
      }
    }
  }

  @Override
  public void stranded(PeerSession session) {
    ServiceUser services = user;
    if (services != null && calls(session.peer())) {
      services.pathLost(name(session.peer()));
    }
  }

  /** Connects and opens the ports; throws when one of it fails. */
  void connect(RunningPeer running, PeerId target) {
    peer = target;
    client = running.client();
    PeerSession session = RunningPeer.await(running.client().connect(target));
    PeerChannel channel = channelOf(session);
    EventLoop loop = channel.eventLoop();
    ServiceUser services = new ServiceUser(channel);
    services.dataConnections(dataConnections);
    services.bridge(bridge);
    services.path(pathKind);
    user = services;
    List<Service> offered = RunningPeer.await(RunningPeer.on(loop, services::list));
    if (offered.isEmpty() && !sharing) {
      throw new AwlException(
          ExitCode.FAILED, "no-services", name(target) + " shares nothing with this peer");
    }
    ports.check(name(target), offered);
    PortReport report = PortReport.ofStart(output);
    LocalServices local = new LocalServices(services, ports::placeOf, report);
    listening = local;
    RunningPeer.await(RunningPeer.on(loop, () -> local.follow(offered)));
    report.started();
    output.line("ready; Ctrl-C ends it");
    output.event("ready", json -> json.writeStringField("peer", target.toString()));
  }

  /** Whether this is the peer that we call. */
  boolean calls(PeerId other) {
    PeerId called = peer;
    return called != null && called.equals(other);
  }

  @Override
  public void disconnected(PeerSession session, String reason) {
    super.disconnected(session, reason);
    if (user != null) { // we called nobody else, and nobody can call us
      retry(channelOf(session).eventLoop());
    }
  }

  private void retry(EventLoop loop) {
    long wait = retryMillis + ThreadLocalRandom.current().nextLong(retryMillis);
    retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
    if (!loop.isShuttingDown()) {
      var unused = loop.schedule(() -> reconnect(loop), wait, TimeUnit.MILLISECONDS);
    }
  }

  private void reconnect(EventLoop loop) {
    PeerId target = peer;
    PeerClient connecting = client;
    ServiceUser services = user;
    if (target == null || connecting == null || services == null) {
      return;
    }
    connecting
        .connect(target)
        .addListener(
            (Future<PeerSession> done) -> {
              if (done.isSuccess()) {
                retryMillis = FIRST_RETRY_MILLIS;
                lastFailure = "";
                services.attach(channelOf(done.getNow()));
                LocalServices local = listening;
                if (local != null) {
                  var unused = local.refresh();
                }
                notice("connected to " + name(target) + " again");
              } else {
                String why = Failures.describe(done.cause());
                if (!why.equals(lastFailure)) {
                  notice(why + "; trying again");
                }
                lastFailure = why;
                retry(loop);
              }
            });
  }

  private static PeerChannel channelOf(PeerSession session) {
    PeerChannel channel = session.channel();
    if (channel == null) {
      throw new IllegalStateException("a connected session has a channel");
    }
    return channel;
  }
}
