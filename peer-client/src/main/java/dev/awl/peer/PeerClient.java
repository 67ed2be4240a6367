package dev.awl.peer;

import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.exchange.OfferSealer;
import dev.awl.peer.pairing.PairingDesk;
import dev.awl.peer.path.PeerSocket;
import dev.awl.peer.path.RelayLink;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.peer.registration.RendezvousListener;
import dev.awl.peer.service.Access;
import dev.awl.peer.service.ServiceHost;
import dev.awl.relay.client.RelayCredentials;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * <p>Everything runs on one event loop; the public methods may be called from any thread.
 */
public final class PeerClient implements PeerContext, RendezvousListener, AutoCloseable {

  private final PeerSettings settings;
  private final PeerEvents events;
  private final EventLoop loop;
  private final OfferSealer sealer;
  private final ServiceHost services;
  private final Calls calls = new Calls();
  private final Set<PeerSession> sessions = new HashSet<>();
  private final Promise<PeerClient> started;
  private final Promise<Void> ended;
  private final PairingDesk pairing;
  private final OwnNat nat;
  private @Nullable PeerSocket socket;
  private @Nullable RelayLink relay;
  private @Nullable Gathering gathering;
  private @Nullable RendezvousLink link;
  private List<RelayLink.RelayServer> relays = List.of();
  private volatile boolean registered;
  private boolean closed;

  private PeerClient(PeerSettings settings, PeerEvents events) {
    this.settings = settings;
    this.events = events;
    this.loop = settings.transport().group().next();
    this.sealer = new OfferSealer(settings.identity(), Clock.systemUTC());
    this.services = new ServiceHost(settings.services(), settings.limits());
    this.pairing = new PairingDesk(loop, settings.identity(), this::link);
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
    relay = new RelayLink(opened, new RelayEvents());
    gathering = new Gathering(opened, relay, settings.local().getAddress().isLoopbackAddress());
    link =
        RendezvousLink.open(
            loop, settings.server(), settings.identity(), settings.reachable(), this);
  }

  @Override
  public void registered(Welcome welcome) {
    registered = true;
    pairing.registered();
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              ServerAddresses servers = ServerAddresses.resolve(welcome);
              loop.execute(() -> gather(servers, welcome.grant()));
            });
  }

  /** registration -> candidate: mapped address, allocation and NAT type, side by side. */
  private void gather(ServerAddresses servers, @Nullable RelayGrant grant) {
    if (closed) {
      return;
    }
    relays = servers.relays();
    if (grant != null) {
      relayGrant(grant);
    }
    nat.detectWith(servers.stun());
    gathering().begin(servers.stun());
    gathering()
        .whenReady(
            () -> {
              if (started.trySuccess(this)) {
                events.ready();
              }
            });
  }

  @Override
  public void relayGrant(RelayGrant grant) {
    if (!relays.isEmpty()) {
      relay().use(relays, new RelayCredentials(grant.username(), grant.password()));
    }
  }

  private void natFound(NatReport report) {
    sessions.forEach(session -> session.ourNatKnown(nat.summary()));
    events.nat(report);
  }

  // pairing, for peers that do not know each other yet

  /** Where codes are made and tried. */
  public PairingDesk pairing() {
    return pairing;
  }

  @Override
  public void mailbox(int number, Duration lifetime) {
    pairing.mailbox(number, lifetime);
  }

  @Override
  public void letter(int mailbox, byte[] payload) {
    pairing.letter(mailbox, payload);
  }

  @Override
  public void mailboxClosed(int mailbox, MailboxEnd why) {
    pairing.mailboxClosed(mailbox, why);
  }

  // exchange, as initiator

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

  @Override
  public void found(PeerId peer, byte[] spki) {
    calls.found(peer, spki);
  }

  @Override
  public void notFound(PeerId peer) {
    calls.notFound(peer);
  }

  @Override
  public void answer(PeerId from, SessionId session, byte[] payload) {
    calls.answer(from, session, payload);
  }

  @Override
  public void rejected(PeerId from, SessionId session, String reason) {
    calls.rejected(from, session, reason);
  }

  @Override
  public void error(Refused error) {
    calls.error(error, events::notice);
  }

  // exchange, as responder

  @Override
  public void offer(PeerId from, SessionId session, byte[] payload) {
    RendezvousLink through = link;
    if (through != null) {
      new Acceptance(this, through).offered(from, session, payload);
    }
  }

  /** What we share; changed on the event loop. */
  public ServiceHost services() {
    return services;
  }

  // What connection attempts need.

  /** The way to the rendezvous; null while we are not registered. */
  @Nullable RendezvousLink link() {
    return closed || !registered ? null : link;
  }

  Calls calls() {
    return calls;
  }

  Set<PeerSession> sessions() {
    return sessions;
  }

  OfferSealer sealer() {
    return sealer;
  }

  OwnNat nat() {
    return nat;
  }

  // What people ask.

  /** The sessions there are now, whoever asked for them; on the event loop. */
  public List<PeerSession> live() {
    return List.copyOf(sessions);
  }

  /** Whether the rendezvous has us at the moment. */
  public boolean isRegistered() {
    return registered;
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

  // What sessions need and tell.

  @Override
  public PeerSettings settings() {
    return settings;
  }

  @Override
  public PeerEvents events() {
    return events;
  }

  @Override
  public PeerSocket socket() {
    return Objects.requireNonNull(socket, "the socket is open once started");
  }

  @Override
  public RelayLink relay() {
    return Objects.requireNonNull(relay, "the relay link exists once started");
  }

  @Override
  public Gathering gathering() {
    return Objects.requireNonNull(gathering, "gathering begins with the start");
  }

  @Override
  public void attachServices(PeerSession session, PeerChannel channel) {
    services.attach(channel, session.peer(), accessOf(session.peer()));
  }

  private Access accessOf(PeerId peer) {
    return new Access() {
      @Override
      public boolean isAdmitted() {
        return settings.trust().admits(peer);
      }

      @Override
      public boolean mayUse(String service) {
        return settings.trust().allows(peer, service);
      }
    };
  }

  @Override
  public void channelReady(PeerSession session) {
    events.connected(session);
    calls.ready(session);
  }

  @Override
  public void pathChanged(PeerSession session) {
    calls.attemptOf(session).ifPresent(ConnectAttempt::pathChanged);
  }

  @Override
  public void roundOver(PeerSession session, int probes, int opened) {
    if (opened == 0) {
      calls.attemptOf(session).ifPresent(attempt -> attempt.nothingOpened(probes));
    }
  }

  @Override
  public void sessionOver(PeerSession session, String reason) {
    if (!sessions.remove(session)) {
      return;
    }
    calls.over(session);
    calls
        .attemptOf(session)
        .ifPresentOrElse(
            attempt -> attempt.channelClosed(reason), () -> events.disconnected(session, reason));
  }

  @Override
  public void disconnected(String reason, @Nullable Duration retryIn) {
    registered = false;
    pairing.disconnected();
    if (!started.isDone()) {
      started.tryFailure(new PeerException(PeerException.Code.SERVER_UNREACHABLE, reason));
      close();
    } else if (retryIn == null) {
      events.stopped(reason);
    } else {
      events.notice(reason + "; trying again in " + retryIn.toSeconds() + " s");
    }
  }

  /**
   * Ends the sessions of callers whom we no longer trust, and connections to services that their
   * users may use no longer; sessions that we asked for go on.
   */
  public void trustChanged() {
    loop.execute(
        () -> {
          for (PeerSession each : List.copyOf(sessions)) {
            if (!calls.ledTo(each) && !settings.trust().admits(each.peer())) {
              each.close("its peer is not trusted any more");
            }
          }
          services.accessChanged();
        });
  }

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
          List.copyOf(sessions).forEach(session -> session.close("closed here"));
          if (link != null) {
            link.close();
          }
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

  /** Tells the sessions what became of our allocation. */
  private final class RelayEvents implements RelayLink.Listener {
    @Override
    public void allocated(InetSocketAddress relayed, RelayLink.RelayServer server) {
      gathering().relayChanged();
      List.copyOf(sessions).forEach(PeerSession::allocationReady);
    }

    @Override
    public void unavailable(String reason) {
      gathering().relayChanged();
      List.copyOf(sessions).forEach(PeerSession::allocationLost);
      events.notice("no relay at the moment: " + reason);
    }
  }
}
