package dev.awl.peer;

import dev.awl.peer.exchange.OfferSealer;
import dev.awl.peer.pairing.PairingDesk;
import dev.awl.peer.path.PeerSocket;
import dev.awl.peer.path.RelayLink;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.peer.service.ServiceHost;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * A peer: both roles, from registration to services. Read it top to bottom; it is the flow.
 *
 * <pre>
 *   start      socket, registration, detection and gathering side by side
 *   connect    lookup -> offer ----------------> accept      (sealed, through the rendezvous)
 *              begin  <- answer <---------------- answer
 *   both       punch, relay beside it -> best path -> channel -> services
 * </pre>
 *
 * <p>A {@link ConnectAttempt} is the caller's half of that exchange, an {@link Acceptance} the
 * other one's; a {@link PeerSession} is what both lead to.
 *
 * <p>Everything runs on one event loop; the public methods may be called from any thread.
 */
public final class PeerClient implements AutoCloseable {

  private final PeerSettings settings;
  private final PeerEvents events;
  private final EventLoop loop;
  private final OfferSealer sealer;
  private final ServiceHost services;
  private final PairingDesk pairing;
  private final OwnNat nat;
  private final Registration registration = new Registration();
  private final Calls calls = new Calls();
  private final Sessions sessions = new Sessions(this);
  private final Promise<PeerClient> started;
  private final Promise<Void> ended;
  private @Nullable PeerSocket socket;
  private @Nullable RelayLink relay;
  private @Nullable Gathering gathering;
  private int welcomes;
  private boolean closed;

  private PeerClient(PeerSettings settings, PeerEvents events) {
    this.settings = settings;
    this.events = events;
    this.loop = settings.transport().group().next();
    this.sealer = new OfferSealer(settings.identity(), Clock.systemUTC());
    this.services = new ServiceHost(settings.services(), settings.limits());
    this.pairing =
        new PairingDesk(
            loop, settings.identity(), registration::callingLink, registration::reachableLink);
    this.nat = new OwnNat(loop, settings, this::natFound);
    this.started = loop.newPromise();
    this.ended = loop.newPromise();
  }

  /**
   * Starts a peer. The future succeeds when it is registered and has candidates to offer; it fails
   * with a {@link PeerException} when the rendezvous cannot be reached, or with a {@code
   * BindException} when the UDP port is taken.
   */
  public static Future<PeerClient> start(PeerSettings settings, PeerEvents events) {
    PeerClient client = new PeerClient(settings, events);
    PeerSocket.open(client.loop, settings.transport().sockets(), settings.local())
        .addListener(
            (Future<PeerSocket> opened) -> {
              if (opened.isSuccess()) {
                client.register(opened.getNow());
              } else {
                client.started.setFailure(opened.cause());
              }
            });
    return client.started;
  }

  // identity -> registration

  private void register(PeerSocket opened) {
    socket = opened;
    relay = new RelayLink(opened, new AllocationWatch(this));
    gathering =
        new Gathering(
            opened, relay, settings.local().getAddress().isLoopbackAddress(), this::mappedAnew);
    registration.begin(
        RendezvousLink.open(
            loop, settings.server(), settings.identity(), settings.reachable(), new Signals(this)));
  }

  /** For the first time or again; the servers may be other ones than before. */
  void registered(Welcome welcome) {
    if (registration.succeeded()) {
      events.reachableAgain();
    }
    pairing.registered();
    RendezvousLink through = registration.callingLink();
    if (through != null) {
      calls.lookUpAgain(through);
    }
    int number = ++welcomes;
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              ServerAddresses servers = ServerAddresses.resolve(welcome);
              if (!loop.isShuttingDown()) {
                loop.execute(() -> resolved(number, servers, welcome.grant()));
              }
            });
  }

  /** A name that takes long to look up must not bring back what an earlier welcome said. */
  private void resolved(int number, ServerAddresses servers, @Nullable RelayGrant grant) {
    if (number == welcomes) {
      gather(servers, grant);
    }
  }

  /** registration -> candidate: mapped address, allocation and NAT type, side by side. */
  private void gather(ServerAddresses servers, @Nullable RelayGrant grant) {
    if (closed) {
      return;
    }
    nat.detectWith(servers.stun());
    gathering().begin(servers, grant);
    gathering()
        .whenReady(
            () -> {
              if (started.trySuccess(this)) {
                events.ready();
              }
            });
  }

  private void mappedAnew() {
    InetSocketAddress mapped = gathering().mapped();
    if (mapped != null) {
      nat.mappedTo(mapped);
    }
    sessions.all().forEach(PeerSession::candidatesChanged);
    registration.check();
  }

  private void natFound(NatReport report) {
    sessions.all().forEach(session -> session.ourNatKnown(nat.summary()));
    events.nat(report);
  }

  /** Our sessions go on, and so do calls once the link is back. */
  void takenOver(String reason) {
    registration.takenOver();
    pairing.disconnected();
    events.takenOver(reason);
  }

  void unregistered(String reason, Duration retryIn) {
    registration.interrupted();
    pairing.disconnected();
    if (!started.isDone()) {
      started.tryFailure(new PeerException(PeerException.Code.SERVER_UNREACHABLE, reason));
      close();
    } else {
      events.notice(reason + "; trying again in " + Math.max(1, retryIn.toSeconds()) + " s");
    }
  }

  // exchange -> punch -> path -> channel, as initiator

  /**
   * Connects to a peer. The future succeeds when the channel is up; it fails within ten seconds
   * with a {@link PeerException} that says at which stage it ended.
   *
   * <p>One call a peer: where there is a session that we asked for, or one coming up, that is the
   * answer, because QUIC of two sessions between the same sockets could not be told apart. A
   * session that the peer asked for is no answer: it may come from another process with its
   * identity.
   */
  public Future<PeerSession> connect(PeerId peer) {
    Promise<PeerSession> connected = loop.newPromise();
    if (peer.equals(settings.identity().id())) {
      return connected.setFailure(
          new PeerException(
              PeerException.Code.REFUSED, peer.brief() + ": that is this peer's own ID"));
    }
    loop.execute(() -> connect(peer, connected));
    return connected;
  }

  private void connect(PeerId peer, Promise<PeerSession> connected) {
    PeerSession before = calls.connectedTo(peer);
    Future<PeerSession> underWay = calls.underWayTo(peer);
    if (before != null) {
      connected.setSuccess(before);
    } else if (underWay != null) {
      var unused = PromiseNotifier.cascade(underWay, connected);
    } else {
      new ConnectAttempt(this, peer, connected).begin();
    }
  }

  /** Ends the session with this peer that we asked for. */
  public void hangUp(PeerId peer) {
    loop.execute(
        () -> {
          PeerSession session = calls.connectedTo(peer);
          if (session != null) {
            session.close("not wanted any more");
          }
        });
  }

  /** Ends every session with this peer, whoever asked for it; who wants one calls again. */
  public void endSessions(PeerId peer, String reason) {
    loop.execute(() -> sessions.end(peer, reason));
  }

  // the same as responder

  void offered(PeerId from, SessionId session, byte[] sealed) {
    RendezvousLink through = registration.link();
    if (through != null) {
      new Acceptance(this, through).offered(from, session, sealed);
    }
  }

  // services, and who may use them

  /** What we share; changed on the event loop. */
  public ServiceHost services() {
    return services;
  }

  /**
   * Ends the sessions of callers whom we no longer trust, and connections to services that their
   * users may use no longer; sessions that we asked for go on.
   */
  public void trustChanged() {
    loop.execute(
        () -> {
          sessions.trustChanged();
          services.accessChanged();
        });
  }

  /** Where codes are made and tried, for peers that do not know each other yet. */
  public PairingDesk pairing() {
    return pairing;
  }

  // the end

  /** Ends every session and gives the allocation and the registration back. */
  @Override
  public void close() {
    loop.execute(
        () -> {
          if (closed) {
            return;
          }
          closed = true;
          pairing.close();
          nat.close();
          sessions.close();
          registration.close();
          if (gathering != null) {
            gathering.close();
          }
          if (relay != null) {
            relay.close();
          }
          if (socket != null) {
            socket.close();
          }
          ended.setSuccess(null);
        });
  }

  /**
   * Succeeds when {@link #close} has let the goodbyes out. An event loop that is shut down before
   * closes the socket under them, and the other sides wait for us until they time out.
   */
  public Future<Void> closeFuture() {
    return ended;
  }

  // what people ask

  /** The sessions there are now, whoever asked for them; on the event loop. */
  public List<PeerSession> live() {
    return sessions.all();
  }

  /** Whether others find this process at the rendezvous at the moment. */
  public boolean isRegistered() {
    return registration.isOurs();
  }

  /** Whether others find another process with our identity there. */
  public boolean isTakenOver() {
    return registration.isTakenOver();
  }

  // what the parts need of each other

  PeerSettings settings() {
    return settings;
  }

  PeerEvents events() {
    return events;
  }

  OfferSealer sealer() {
    return sealer;
  }

  OwnNat nat() {
    return nat;
  }

  Registration registration() {
    return registration;
  }

  Calls calls() {
    return calls;
  }

  Sessions sessions() {
    return sessions;
  }

  PeerSocket socket() {
    return Objects.requireNonNull(socket, "the socket is open once started");
  }

  RelayLink relay() {
    return Objects.requireNonNull(relay, "the relay link exists once started");
  }

  Gathering gathering() {
    return Objects.requireNonNull(gathering, "gathering begins with the start");
  }
}
