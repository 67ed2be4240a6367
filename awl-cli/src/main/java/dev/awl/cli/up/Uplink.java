package dev.awl.cli.up;

import dev.awl.cli.up.UpSettings.Connect;
import dev.awl.peer.PathReport;
import dev.awl.peer.PeerClient;
import dev.awl.peer.PeerSession;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.LocalServices;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.ServiceUser;
import dev.awl.peer.tls.TlsBridge;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One peer whose services have ports here: connected, and connected again for as long as the file
 * says so. On the event loop.
 */
public final class Uplink {

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = 30_000;

  private final PeerClient client;
  private final EventLoop loop;
  private final String name;
  private final Path home;
  private final LocalServices.Listener ports;
  private final Consumer<String> notices;
  private final List<BoundListener> open = new ArrayList<>();
  private Connect wanted;
  private @Nullable PeerSession session;
  private @Nullable ServiceUser user;
  private @Nullable LocalServices local;
  private @Nullable Future<?> retry;
  private List<Service> offered = List.of();
  private Set<String> toldUnknown = Set.of();
  private final Map<String, String> failed = new TreeMap<>();
  private String state = "connecting";
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean closed;

  /** A link that is not connected yet. */
  public Uplink(
      PeerClient client,
      EventLoop loop,
      String name,
      Connect wanted,
      Path home,
      LocalServices.Listener ports,
      Consumer<String> notices) {
    this.client = client;
    this.loop = loop;
    this.name = name;
    this.wanted = wanted;
    this.home = home;
    this.ports = ports;
    this.notices = notices;
  }

  /** Whose services. */
  public PeerId peer() {
    return wanted.peer();
  }

  /** What the file calls it. */
  public String name() {
    return name;
  }

  /** In a word or a line, what it is at. */
  public String state() {
    return state;
  }

  public boolean isConnected() {
    return session != null;
  }

  /** Users of its ports whose connections and flows came to nothing. */
  public long refusedUsers() {
    return user == null ? 0 : user.refusedUsers();
  }

  /** The ports that are open. */
  public List<BoundListener> ports() {
    return List.copyOf(open);
  }

  /** Why services have no port, by their names. */
  public Map<String, String> failed() {
    return Map.copyOf(failed);
  }

  /** Connects, and goes on trying. */
  public void connect() {
    if (closed) {
      return;
    }
    client
        .connect(wanted.peer())
        .addListener((Future<PeerSession> done) -> loop.execute(() -> connected(done)));
  }

  private void connected(Future<PeerSession> done) {
    if (closed) {
      return;
    }
    PeerChannel channel = done.isSuccess() ? done.getNow().channel() : null;
    if (channel == null) {
      String why = done.isSuccess() ? "no channel" : String.valueOf(done.cause().getMessage());
      if (!why.equals(state)) {
        notices.accept(name + ": " + why + "; trying again");
      }
      state = why;
      later();
      return;
    }
    session = done.getNow();
    state = "connected";
    retryMillis = FIRST_RETRY_MILLIS;
    if (user == null) {
      user = new ServiceUser(channel);
      user.placesAreChosenBy("map = { %s = \"%s\" } in [connect." + name + "]");
      user.dataConnections(wanted.data());
      user.bridge(bridge());
      PathReport path = done.getNow().path();
      if (path != null) {
        path(path);
      }
      local = new LocalServices(user, this::place, new Ports());
    } else {
      user.attach(channel);
    }
    refresh();
  }

  /** What became of datagrams, by its name. */
  public Map<String, Long> datagrams() {
    return user == null ? Map.of() : user.udpCounters().all();
  }

  /** The path that data takes from now on, for the log of transfers. */
  public void path(PathReport path) {
    if (user != null && path.peer().equals(wanted.peer())) {
      user.path(path.kind().toString());
    }
  }

  /** Some session has no path; if it is ours, users of its ports are told. */
  public void stranded(PeerSession without) {
    if (user != null && without.equals(session)) {
      user.pathLost(name);
    }
  }

  private void refresh() {
    if (local != null) {
      var unused = local.refresh();
    }
  }

  /** What the file maps and the peer does not share: said once. */
  private void tellUnknown() {
    Set<String> unknown = new TreeSet<>(wanted.places().keySet());
    offered.forEach(each -> unknown.remove(each.name()));
    failed.keySet().retainAll(offered.stream().map(Service::name).toList());
    if (!unknown.isEmpty() && !unknown.equals(toldUnknown)) {
      notices.accept(
          name + ": the peer shares no " + String.join(", ", unknown) + ", which its map names");
    }
    toldUnknown = unknown;
  }

  /** Where to listen for a service; null: not at all. */
  private @Nullable InetSocketAddress place(Service service) {
    Map<String, InetSocketAddress> places = wanted.places();
    return places.isEmpty()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
        : places.get(service.name());
  }

  private TlsBridge bridge() {
    return new TlsBridge(wanted.ftps().bridge(home));
  }

  /** The file says something else: ports that it leaves as they are stay open. */
  public void follow(Connect now) {
    Connect before = wanted;
    wanted = now;
    if (user != null) {
      user.dataConnections(now.data());
      user.bridge(bridge());
    }
    if (local == null || before.equals(now)) {
      return;
    }
    List<Service> unchanged =
        offered.stream().filter(each -> sameplace(before, now, each)).toList();
    var closed = local.follow(unchanged);
    closed.addListener(
        done -> {
          if (local != null) {
            var unused = local.follow(offered);
            tellUnknown();
          }
        });
  }

  private static boolean sameplace(Connect before, Connect now, Service service) {
    return before.places().isEmpty() == now.places().isEmpty()
        && java.util.Objects.equals(
            before.places().get(service.name()), now.places().get(service.name()));
  }

  /** Some session is over; if it was ours, there will be another. */
  public void disconnected(PeerSession over, String reason) {
    if (over.equals(session)) {
      session = null;
      state = reason;
      later();
    }
  }

  private void later() {
    if (!closed && retry == null && !loop.isShuttingDown()) {
      long wait = retryMillis + ThreadLocalRandom.current().nextLong(retryMillis);
      retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
      retry =
          loop.schedule(
              () -> {
                retry = null;
                connect();
              },
              wait,
              TimeUnit.MILLISECONDS);
    }
  }

  /** Closes the ports and hangs up. */
  public void close() {
    closed = true;
    if (retry != null) {
      retry.cancel(false);
    }
    if (local != null) {
      var unused = local.follow(List.of());
    }
    client.hangUp(wanted.peer());
  }

  /** Remembers what is open, and passes the news on. */
  private final class Ports implements LocalServices.Listener {
    @Override
    public void listed(List<Service> services) {
      offered = services;
      tellUnknown();
    }

    @Override
    public void opened(BoundListener port) {
      open.add(port);
      failed.remove(port.service().name());
      ports.opened(port);
    }

    @Override
    public void changed(BoundListener port) {
      ports.changed(port);
    }

    @Override
    public void closed(BoundListener port) {
      open.remove(port);
      ports.closed(port);
    }

    @Override
    public void failed(Service service, String why) {
      failed.put(service.name(), why);
      ports.failed(service, why);
    }
  }
}
