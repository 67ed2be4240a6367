package dev.awl.peer.service;

import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.AlgHelpers;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.tls.TlsBridge;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The access side: fetches the peer's service list and listens locally for its services. Listeners
 * outlive a channel: a new one to the same peer can be attached. All calls on the event loop.
 */
public final class ServiceUser {

  /** Connections of users at once. */
  static final int MAX_USERS = 8192;

  private static final long LIST_TIMEOUT_SECONDS = 8;

  private final List<BoundListener> listeners = new ArrayList<>();
  private String placeAdvice = "--map %s=%s";
  private final RefusedUsers refusedUsers = new RefusedUsers();
  private final UnansweredUsers unanswered;
  private final Map<String, Pace> paces = new HashMap<>();
  private int users;
  private final UserFlows flows;
  private PeerChannel channel;
  private @Nullable List<Service> current;
  private @Nullable Promise<List<Service>> asking;
  private Consumer<List<Service>> onUpdate = services -> {};

  private DataConnections dataConnections = DataConnections.DEFAULT;
  private @Nullable TlsBridge bridge;
  private String path = "";

  /** Uses the services of the peer at the other end of this channel. */
  public ServiceUser(PeerChannel channel) {
    this(channel, UnansweredUsers.PATIENCE);
  }

  /** The same, with users who wait so long for a path. */
  ServiceUser(PeerChannel channel, Duration patience) {
    this.channel = channel;
    unanswered = new UnansweredUsers(refusedUsers, patience);
    flows = new UserFlows(channel);
  }

  /** From now on connections go through this channel; the list is asked for anew. */
  public void attach(PeerChannel channel) {
    this.channel = channel;
    unanswered.pathFound();
    flows.attach(channel);
    current = null;
    if (asking != null) {
      unanswered(asking, "the connection to the peer was replaced before it sent its service list");
    }
  }

  /** Told about every list that comes unasked or too late for {@link #list}. */
  public void onUpdate(Consumer<List<Service>> listener) {
    onUpdate = listener;
  }

  /** The peer's services. Asked for once a channel; later calls answer with the newest list. */
  public Future<List<Service>> list() {
    EventLoop loop = channel.eventLoop();
    assert loop.inEventLoop();
    if (current != null) {
      return loop.newSucceededFuture(current);
    }
    if (asking != null) {
      return asking;
    }
    Promise<List<Service>> answer = loop.newPromise();
    asking = answer;
    PeerChannel asked = channel;
    ScheduledFuture<?> timeout =
        loop.schedule(
            () ->
                unanswered(
                    answer,
                    "the peer did not send its service list within " + LIST_TIMEOUT_SECONDS + " s"),
            LIST_TIMEOUT_SECONDS,
            TimeUnit.SECONDS);
    answer.addListener(done -> timeout.cancel(false));
    asked
        .openStream(
            new ServiceListReader(
                offer -> listed(asked, offer),
                () -> {
                  if (asked == channel) {
                    current = null;
                    unanswered(
                        answer, "the peer ended the connection before it sent its service list");
                  }
                }))
        .addListener(
            opened -> {
              if (!opened.isSuccess()) {
                unanswered(answer, "cannot ask for services: " + opened.cause().getMessage());
              }
            });
    return answer;
  }

  private void listed(PeerChannel from, ServiceOffer offer) {
    if (from != channel) {
      return;
    }
    List<Service> services = offer.services();
    paces.keySet().retainAll(services.stream().map(Service::name).toList());
    services.forEach(each -> pace(each.name()).limit(offer.rates().get(each.name())));
    current = services;
    Promise<List<Service>> answer = asking;
    asking = null;
    if (answer != null) {
      answer.trySuccess(services);
    } else {
      onUpdate.accept(services);
    }
  }

  /** Nothing comes for this one; another may have been asked since. */
  private void unanswered(Promise<List<Service>> answer, String why) {
    if (asking == answer) {
      asking = null;
    }
    answer.tryFailure(new ServiceException(why));
  }

  /**
   * Listens for users of a service.
   *
   * @param local where; port 0 means the service's own port if it is unprivileged and free,
   *     otherwise any; for a range, the first port
   * @return the listener, or a {@link ServiceException} such as "127.0.0.1:8080 is in use"
   */
  public Future<BoundListener> listen(Service service, InetSocketAddress local) {
    return listen(service, local, 0);
  }

  /**
   * The same for a service that had a port before.
   *
   * @param before the one that it had, which comes first where {@code local} leaves the choice; 0:
   *     none
   */
  Future<BoundListener> listen(Service service, InetSocketAddress local, int before) {
    EventLoop loop = channel.eventLoop();
    assert loop.inEventLoop();
    BoundListener listener = new BoundListener(service, local.getAddress());
    Future<BoundListener> bound =
        PortBinder.bind(
            loop,
            listener,
            local,
            before,
            (at, index) -> bind(loop, listener, at, index),
            placeAdvice);
    bound.addListener(
        (Future<BoundListener> done) -> {
          if (done.isSuccess()) {
            listeners.add(done.getNow());
          }
        });
    return bound;
  }

  private ChannelFuture bind(
      EventLoop loop, BoundListener listener, InetSocketAddress at, int index) {
    if (listener.service().isUdp()) {
      AlgHelper helper = AlgHelpers.forScheme(listener.service().protocol());
      return UdpTransport.bootstrap(loop)
          .handler(
              helper == null
                  ? new UdpListener(this, listener, index)
                  : new RequestListener(this, listener, index, helper))
          .bind(at);
    }
    return TcpTransport.server(loop)
        .childHandler(
            listener.service().isSocks()
                ? new SocksListener(this, listener)
                : new ServiceListener(this, listener, index))
        .bind(at);
  }

  UserFlows flows() {
    return flows;
  }

  /** What became of UDP datagrams; read on the event loop. */
  public UdpCounters udpCounters() {
    return flows.counters();
  }

  /** Closes a listener; connections that exist go on. */
  public void close(BoundListener listener) {
    listener.close();
    listeners.remove(listener);
  }

  /** Counts a user's connection, to its end. False: there are too many. */
  boolean admit(Channel tcp) {
    if (users >= MAX_USERS) {
      return false;
    }
    users++;
    tcp.closeFuture().addListener(closed -> users--);
    return true;
  }

  /** Users' connections and flows that came to nothing; read on the event loop. */
  public long refusedUsers() {
    return refusedUsers.count();
  }

  void refused(Service service, SocketAddress from, String why) {
    refusedUsers.refused(service, "connection from " + Addresses.text(from) + " closed", why);
  }

  /** The same about a user's datagrams, which may go on. */
  void refusedDatagrams(Service service, SocketAddress from, String why) {
    refusedUsers.refused(service, "datagrams from " + Addresses.text(from), why);
  }

  /** How people choose another port, with %s for the service and for the place. */
  public void placesAreChosenBy(String advice) {
    placeAdvice = advice;
  }

  /** From now on data connections of services like FTP are made like this. */
  public void dataConnections(DataConnections settings) {
    dataConnections = settings;
  }

  /** The kind of path that data takes from now on, for the log. */
  public void path(String kind) {
    path = kind;
    unanswered.pathFound();
  }

  /**
   * There is no path from now on: who connects waits, is told of in the log, and refused in the
   * end.
   *
   * @param peer what people here call it
   */
  public void pathLost(String peer) {
    unanswered.pathLost(peer);
  }

  /**
   * A user's connection is about to be passed on.
   *
   * @param refuse ends it, and logs why
   */
  void asks(Service service, Channel tcp, Consumer<String> refuse) {
    if (channel.isReady()) {
      unanswered.add(service, tcp, refuse);
    }
  }

  /** The peer has answered it, in whatever way. */
  void answered(Channel tcp) {
    unanswered.answered(tcp);
  }

  String path() {
    return path;
  }

  /** From now on TLS can end here, for services that want it. */
  public void bridge(TlsBridge tls) {
    bridge = tls;
  }

  @Nullable TlsBridge bridge() {
    return bridge;
  }

  DataConnections dataConnections() {
    return dataConnections;
  }

  private Pace pace(String service) {
    return paces.computeIfAbsent(service, unused -> new Pace(null));
  }

  /** How the connections of a service's users are read. */
  Paces paces(Service service) {
    return new Paces(pace(service.name()), Pace.FREE);
  }

  Future<QuicStreamChannel> openStream(ChannelHandler handler) {
    return channel.openStream(handler);
  }

  /** Closes the listeners; connections that exist go on as long as the channel. */
  public void close() {
    listeners.forEach(BoundListener::close);
    listeners.clear();
    flows.close();
  }
}
