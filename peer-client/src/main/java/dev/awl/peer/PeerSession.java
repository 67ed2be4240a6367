package dev.awl.peer;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.channel.DatagramRoute;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.channel.PeerChannelListener;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.path.Monotonic;
import dev.awl.peer.path.PathKind;
import dev.awl.peer.path.SessionPaths;
import dev.awl.peer.path.SessionPathsListener;
import dev.awl.peer.punch.Path;
import dev.awl.peer.punch.ProbeCodec;
import dev.awl.peer.strategy.Strategy;
import dev.awl.peer.strategy.StrategyMatrix;
import dev.awl.wire.AddressText;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One peer pair at work: its paths, the channel over them, and what is told about both. Lives on
 * the peer's event loop.
 */
public final class PeerSession implements SessionPathsListener, DatagramRoute, PeerChannelListener {

  private final PeerClient client;
  private final PeerId peer;
  private final SessionId id;
  private final long startedAt;
  private Strategy strategy;
  private NatSummary ourNat;
  private NatSummary theirNat;
  private NatSummary toldNat;
  private final List<Candidate> theirCandidates;
  private final SessionPaths paths;
  private @Nullable PeerChannel channel;
  private @Nullable PathReport path;
  private final CandidateExchange candidates;
  private final Recall recall;
  private @Nullable Future<?> beginning;
  private final Map<Strategy, Punching> punching = new EnumMap<>(Strategy.class);
  private boolean ready;
  private boolean stranded;
  private boolean closed;

  PeerSession(PeerClient client, PeerId peer, Agreement agreement, long startedAt) {
    this.client = client;
    this.peer = peer;
    this.id = agreement.id();
    this.startedAt = startedAt;
    this.ourNat = agreement.ourNat();
    this.theirNat = agreement.theirNat();
    this.toldNat = ourNat; // by the offer or the answer
    this.theirCandidates = agreement.theirCandidates();
    this.strategy = StrategyMatrix.plans(ourNat.label(), theirNat.label()).get(0);
    this.paths =
        new SessionPaths(
            client.socket(),
            client.relay(),
            new ProbeCodec(agreement.key()),
            client.settings().preference().to(peer),
            this);
    this.candidates = new CandidateExchange(agreement.ourCandidates(), paths::renew);
    this.recall = new Recall(client, this);
  }

  /** Takes the session's probes. False: there are too many sessions. */
  boolean open() {
    if (!paths.open()) {
      return false;
    }
    paths.expect(theirCandidates);
    if (!dials()) {
      openChannel(); // the dialler's first packet may come before our own probe is answered
    }
    return true;
  }

  /** The lower ID dials, so that two peers never dial each other. */
  private boolean dials() {
    return client.settings().identity().id().compareTo(peer) < 0;
  }

  private void openChannel() {
    channel =
        PeerChannel.open(client.socket().loop(), client.settings().identity(), peer, this, this);
    NatNews.listen(channel, this::theirNatKnown);
    candidates.over(channel);
    client.sessions().attachServices(this, channel);
  }

  /** Opens our NAT at once and begins a little later, so that both sides begin together. */
  void beginAfter(Duration delay) {
    if (strategy != Strategy.RELAY) {
      paths.openQuietly();
    }
    beginning = client.socket().loop().schedule(this::begin, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Begins to punch, and to try the relays. */
  void begin() {
    if (!closed) {
      paths.begin(strategy != Strategy.RELAY);
    }
  }

  /** Detection ended after the session had begun: the plan is the matrix's from now on. */
  void ourNatKnown(NatSummary nat) {
    ourNat = nat;
    choosePlan();
    tellNat();
  }

  /** The same of the other side, which tells it through the channel. */
  private void theirNatKnown(NatSummary nat) {
    theirNat = nat;
    choosePlan();
    client.events().theirNat(this);
  }

  private void choosePlan() {
    strategy = StrategyMatrix.plans(ourNat.label(), theirNat.label()).get(0);
    paths.punch(strategy != Strategy.RELAY);
  }

  private void tellNat() {
    if (ready && !closed && channel != null && !ourNat.equals(toldNat)) {
      toldNat = ourNat;
      NatNews.tell(channel, ourNat);
    }
  }

  void allocationReady() {
    paths.allocationReady();
  }

  /** We may be reached elsewhere than the peer was told. */
  void candidatesChanged() {
    if (ready) {
      candidates.tell(client.gathering().candidates());
    }
  }

  void allocationLost() {
    paths.allocationLost();
  }

  /** Offer and answer were exchanged anew, and the peer still has this session. */
  void renewed(List<Candidate> theirs) {
    paths.renew(theirs);
    candidates.tellAgain(client.gathering().candidates());
  }

  public PeerId peer() {
    return peer;
  }

  /** The plan of the matrix for this pair. */
  public Strategy strategy() {
    return strategy;
  }

  /** What we know of our own NAT. */
  public NatSummary ourNat() {
    return ourNat;
  }

  /** What the peer has told of its NAT: when the session began, or when it knew. */
  public NatSummary theirNat() {
    return theirNat;
  }

  /** What was tried so far to open a path, by plan. */
  public Map<Strategy, Punching> punching() {
    return Map.copyOf(punching);
  }

  /**
   * The rounds of probes of a plan.
   *
   * @param opened paths that answered at once, at most
   */
  public record Punching(int rounds, long probes, int opened) {
    private Punching and(Punching more) {
      return new Punching(
          rounds + more.rounds, probes + more.probes, Math.max(opened, more.opened));
    }
  }

  /** The path that data takes now; null before the first one. */
  public @Nullable PathReport path() {
    return path;
  }

  /** The channel, up or coming up; null before there is a path to open it on. */
  public @Nullable PeerChannel channel() {
    return channel;
  }

  private String name() {
    return client.settings().trust().nameOf(peer);
  }

  SessionId id() {
    return id;
  }

  /** Whether it had a path and has none at the moment. */
  boolean isStranded() {
    return stranded;
  }

  boolean isReady() {
    return ready;
  }

  /** Nanoseconds since the connection was asked for. */
  private long elapsed() {
    return Monotonic.now() - startedAt;
  }

  // Paths.

  @Override
  public void selected(Path selected, PathKind kind, long roundTripNanos) {
    stranded = false;
    recall.end();
    InetSocketAddress ours = client.gathering().local();
    InetSocketAddress relayed = client.relay().relayed();
    boolean throughOurs = selected.via() == Path.Via.ALLOCATION && relayed != null;
    path =
        new PathReport(
            peer,
            kind,
            kind.isRelayed() ? Strategy.RELAY : strategy,
            throughOurs && relayed != null ? relayed : ours,
            selected.remote(),
            roundTripNanos / 1e6,
            TimeUnit.NANOSECONDS.toMillis(elapsed()));
    client.events().path(path);
    if (channel == null) {
      openChannel();
    }
    client.sessions().pathChanged(this);
  }

  @Override
  public void lost(Path lost, PathKind kind) {
    client.registration().check();
    String remote = AddressText.of(lost.remote());
    client.events().notice("path to " + name() + " lost: " + kind + " via " + remote);
  }

  @Override
  public void roundOver(Tries direct, Tries relayed) {
    if (strategy != Strategy.RELAY && direct.probes() > 0) {
      tried(strategy, direct);
    }
    if (relayed.probes() > 0) {
      tried(Strategy.RELAY, relayed);
    }
    client
        .sessions()
        .roundOver(this, direct.probes() + relayed.probes(), direct.opened() + relayed.opened());
  }

  private void tried(Strategy plan, Tries tries) {
    punching.merge(plan, new Punching(1, tries.probes(), tries.opened()), Punching::and);
  }

  @Override
  public void stranded() {
    client.events().notice("no path to " + name() + " at the moment; looking for one");
    stranded = true;
    client.events().stranded(this);
    if (ready && client.calls().ledTo(this)) {
      recall.begin();
    }
  }

  @Override
  public void datagram(ByteBuf datagram) {
    if (channel == null) {
      datagram.release();
    } else {
      channel.receive(datagram);
    }
  }

  @Override
  public void readBatchOver() {
    if (channel != null) {
      channel.receiveComplete();
    }
  }

  // The channel's route.

  @Override
  public void write(ByteBuf datagrams, int segmentSize) {
    paths.write(datagrams, segmentSize);
  }

  @Override
  public void flush() {
    paths.flush();
  }

  // The channel.

  @Override
  public void ready() {
    ready = true;
    tellNat();
    candidatesChanged(); // since offer and answer
    client.sessions().channelReady(this);
  }

  @Override
  public void closed(String reason) {
    end(reason);
  }

  private void end(String reason) {
    if (!closed) {
      closed = true;
      if (beginning != null) {
        beginning.cancel(false);
      }
      recall.end();
      paths.close();
      client.sessions().over(this, reason);
    }
  }

  /** Closes the channel and forgets the paths. */
  void close(String reason) {
    if (channel != null) {
      channel.close();
    }
    end(reason);
  }
}
