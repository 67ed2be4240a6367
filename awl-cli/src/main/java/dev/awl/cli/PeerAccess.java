package dev.awl.cli;

import dev.awl.peer.PeerClient;
import dev.awl.peer.PeerSession;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.ServiceUser;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A peer's services as ports of this machine; connects again when the peer was gone. */
final class PeerAccess extends PeerReport {

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 30_000;

  private final List<MappedPort> maps;
  private final DataConnections dataConnections;
  private final Output output;
  private volatile @Nullable PeerId peer;
  private volatile @Nullable PeerClient client;
  private volatile @Nullable ServiceUser user;
  private long retryMillis = FIRST_RETRY_MILLIS; // on the event loop

  PeerAccess(List<MappedPort> maps, DataConnections dataConnections, Output output) {
    super(output);
    this.maps = List.copyOf(maps);
    this.dataConnections = dataConnections;
    this.output = output;
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
    user = services;
    List<Service> offered = RunningPeer.await(RunningPeer.on(loop, services::list));
    for (MappedPort wanted : wanted(target, offered)) {
      Service service = find(target, offered, wanted.service());
      listening(
          RunningPeer.await(RunningPeer.on(loop, () -> services.listen(service, wanted.local()))));
    }
    output.line("ready; Ctrl-C ends it");
    output.event("ready", json -> json.writeStringField("peer", target.toString()));
  }

  private List<MappedPort> wanted(PeerId target, List<Service> offered) {
    if (offered.isEmpty()) {
      throw new AwlException(
          ExitCode.FAILED, "no-services", target.brief() + " shares nothing with this peer");
    }
    if (!maps.isEmpty()) {
      return maps;
    }
    List<MappedPort> all = new ArrayList<>();
    for (Service each : offered) {
      all.add(
          new MappedPort(each.name(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }
    return all;
  }

  private static Service find(PeerId target, List<Service> offered, String name) {
    for (Service each : offered) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new AwlException(
        ExitCode.FAILED,
        "no-such-service",
        target.brief()
            + " shares no '"
            + name
            + "'; it shares "
            + offered.stream().map(Service::name).collect(Collectors.joining(", ")));
  }

  private void listening(BoundListener listener) {
    String address = ServerRoles.text(listener.address());
    Service service = listener.service();
    output.line(
        "open    " + service.name() + " on " + address + " (there " + service.target() + ")");
    output.event(
        "listening",
        json -> {
          json.writeStringField("service", service.name());
          json.writeStringField("protocol", service.protocol());
          json.writeStringField("address", address);
        });
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
                services.attach(channelOf(done.getNow()));
                notice("connected to " + target.brief() + " again");
              } else {
                notice(Failures.describe(done.cause()) + "; trying again");
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
