package dev.awl.peer;

import dev.awl.classifier.Detection;
import dev.awl.classifier.Settings;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.exchange.NatSummary;
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
import dev.awl.wire.rendezvous.ErrorCode;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
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

  /**
   * A caller connects first: detection's burst of packets and its cold code would be in the way.
   */
  private static final long CALLER_DETECTS_AFTER_MILLIS = 1_500;

  private final PeerSettings settings;
  private final PeerEvents events;
  private final EventLoop loop;
  private final OfferSealer sealer;
  private final ServiceHost services;
  private final Map<SessionId, ConnectAttempt> attempts = new HashMap<>();
  private final Set<PeerSession> sessions = new HashSet<>();
  private final Map<PeerId, PeerSession> calls = new HashMap<>(); // those of them that we asked for
  private final List<Runnable> waitingForNat = new ArrayList<>();
  private final Promise<PeerClient> started;
  private final Promise<Void> ended;
  private final PairingDesk pairing;
  private @Nullable PeerSocket socket;
  private @Nullable RelayLink relay;
  private @Nullable Gathering gathering;
  private @Nullable RendezvousLink link;
  private @Nullable Future<?> detecting;
  private boolean detected;
  private NatSummary nat = NatSummary.UNKNOWN;
  private List<RelayLink.RelayServer> relays = List.of();
  private volatile boolean registered;
  private boolean closed;

  private PeerClient(PeerSettings settings, PeerEvents events) {
    this.settings = settings;
    this.events = events;
    this.loop = settings.transport().group().next();
    this.sealer = new OfferSealer(settings.identity(), Clock.systemUTC());
    this.services = new ServiceHost(settings.services());
    this.pairing = new PairingDesk(loop, settings.identity(), this::link);
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
    if (detecting == null && !servers.stun().isEmpty()) {
      boolean now = settings.reachable() || settings.detectFirst();
      long wait = now ? 0 : CALLER_DETECTS_AFTER_MILLIS;
      detecting = loop.schedule(() -> detect(servers.stun()), wait, TimeUnit.MILLISECONDS);
    }
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

  private void detect(List<InetSocketAddress> servers) {
    if (closed) {
      return;
    }
    Future<NatReport> detection =
        Detection.run(loop, settings.transport().sockets(), detectionSettings(servers), step -> {});
    detection.addListener(
        (Future<NatReport> done) -> {
          NatReport report = done.isSuccess() ? done.getNow() : null;
          if (report != null) {
            nat = NatSummary.of(report);
            sessions.forEach(session -> session.ourNatKnown(nat));
            events.nat(report);
          }
          detected = true;
          List<Runnable> tasks = List.copyOf(waitingForNat);
          waitingForNat.clear();
          tasks.forEach(Runnable::run);
        });
  }

  private Settings detectionSettings(List<InetSocketAddress> servers) {
    Settings plain = Settings.of(servers.get(0)).alsoAt(servers.subList(1, servers.size()));
    return settings.local().getAddress().isAnyLocalAddress()
        ? plain
        : new Settings(
            plain.server(), settings.local().getAddress(), plain.limit(), plain.alsoAt());
  }

  /** Runs the task, after detection where the settings want that. */
  void whenNatIsKnown(Runnable task) {
    if (settings.detectFirst() && detecting != null && !detected) {
      waitingForNat.add(task);
    } else {
      task.run();
    }
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
    PeerSession connectedBefore = calls.get(peer);
    if (connectedBefore != null) {
      connected.setSuccess(connectedBefore);
      return;
    }
    for (ConnectAttempt each : attempts.values()) {
      if (each.isFor(peer)) {
        var unused = PromiseNotifier.cascade(each.outcome(), connected);
        return;
      }
    }
    new ConnectAttempt(this, peer, connected).begin();
  }

  @Override
  public void found(PeerId peer, byte[] spki) {
    attemptsFor(peer).forEach(attempt -> attempt.found(spki));
  }

  @Override
  public void notFound(PeerId peer) {
    attemptsFor(peer).forEach(ConnectAttempt::offline);
  }

  @Override
  public void answer(PeerId from, SessionId session, byte[] payload) {
    ConnectAttempt attempt = attempts.get(session);
    if (attempt != null && attempt.isFor(from)) {
      attempt.answered(payload);
    }
  }

  @Override
  public void rejected(PeerId from, SessionId session, String reason) {
    ConnectAttempt attempt = attempts.get(session);
    if (attempt != null && attempt.isFor(from)) {
      attempt.rejected(reason);
    }
  }

  @Override
  public void error(Refused error) {
    ConnectAttempt attempt = error.session() == null ? null : attempts.get(error.session());
    if (attempt == null) {
      lookupFailed(error);
    } else if (error.code() == ErrorCode.PEER_OFFLINE) {
      attempt.offline();
    } else {
      attempt.fail(PeerException.Code.NO_ANSWER, error.message());
    }
  }

  /** An error that names a peer but no session answers a lookup. */
  private void lookupFailed(Refused error) {
    PeerId about = error.session() == null ? error.peer() : null;
    List<ConnectAttempt> waiting = about == null ? List.of() : attemptsFor(about);
    if (waiting.isEmpty()) {
      events.notice("the rendezvous server says: " + error.message());
    }
    boolean lie = error.code() == ErrorCode.BAD_MESSAGE; // the link's word for a key not the ID's
    PeerException.Code code =
        lie ? PeerException.Code.AUTHENTICATION : PeerException.Code.NO_ANSWER;
    waiting.forEach(attempt -> attempt.fail(code, error.message()));
  }

  private List<ConnectAttempt> attemptsFor(PeerId peer) {
    return attempts.values().stream().filter(attempt -> attempt.looksUp(peer)).toList();
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

  Map<SessionId, ConnectAttempt> attempts() {
    return attempts;
  }

  Set<PeerSession> sessions() {
    return sessions;
  }

  OfferSealer sealer() {
    return sealer;
  }

  /** What we know of our NAT now. */
  NatSummary nat() {
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
          PeerSession session = calls.get(peer);
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
    attemptOf(session)
        .ifPresent(
            attempt -> {
              calls.put(session.peer(), session);
              attempt.channelReady();
            });
  }

  @Override
  public void pathChanged(PeerSession session) {
    attemptOf(session).ifPresent(ConnectAttempt::pathChanged);
  }

  @Override
  public void roundOver(PeerSession session, int probes, int opened) {
    if (opened == 0) {
      attemptOf(session).ifPresent(attempt -> attempt.nothingOpened(probes));
    }
  }

  @Override
  public void sessionOver(PeerSession session, String reason) {
    if (!sessions.remove(session)) {
      return;
    }
    calls.remove(session.peer(), session);
    attemptOf(session)
        .ifPresentOrElse(
            attempt -> attempt.channelClosed(reason), () -> events.disconnected(session, reason));
  }

  private Optional<ConnectAttempt> attemptOf(PeerSession session) {
    return attempts.values().stream().filter(attempt -> attempt.owns(session)).findFirst();
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
            boolean ours = calls.containsValue(each) || attemptOf(each).isPresent();
            if (!ours && !settings.trust().admits(each.peer())) {
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
