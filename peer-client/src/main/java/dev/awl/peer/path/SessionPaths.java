package dev.awl.peer.path;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.candidate.CandidateKind;
import dev.awl.peer.punch.HolePuncher;
import dev.awl.peer.punch.Path;
import dev.awl.peer.punch.ProbeCodec;
import dev.awl.peer.punch.PunchCommand;
import dev.awl.peer.punch.PunchEvent;
import dev.awl.peer.strategy.PunchBudget;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The shell of one session's paths: runs {@link HolePuncher} and {@link PathSelector} on the peer's
 * socket and allocation, and sends each datagram by the path that is best now.
 */
public final class SessionPaths implements BindingRequests.Answers {

  /** A burst of data counts as one event for the selector. */
  private static final long REPORT_INTERVAL = 100_000_000;

  private final PeerSocket socket;
  private final RelayLink relay;
  private final ProbeCodec codec;
  private final PathPreference preference;
  private final SessionPathsListener listener;
  private final HolePuncher puncher = new HolePuncher();
  private final PathSelector selector = new PathSelector(ThreadLocalRandom.current());
  private final DeadlineTimer timer;
  private final TheirAddresses theirs;
  private final NextRound nextRound;
  private final Set<InetAddress> permitted = new HashSet<>();
  private boolean punching;
  private int probesToRelays; // of this round
  private @Nullable Path fallback;
  private long reportedSent = Long.MIN_VALUE / 2;
  private long reportedHeard = Long.MIN_VALUE / 2;
  private boolean closed;

  public SessionPaths(
      PeerSocket socket,
      RelayLink relay,
      ProbeCodec codec,
      PathPreference preference,
      SessionPathsListener listener) {
    this.socket = socket;
    this.relay = relay;
    this.codec = codec;
    this.preference = preference;
    this.listener = listener;
    this.theirs = new TheirAddresses(preference);
    this.nextRound = new NextRound(socket.loop(), this::beginRound);
    this.timer = new DeadlineTimer(socket.loop(), this::handleTimeout);
  }

  /** Takes the session's probes from now on. False: the socket has too many sessions. */
  public boolean open() {
    return socket.add(this);
  }

  String peerUsername() {
    return codec.peerUsername();
  }

  /** Takes the peer's candidates and lets its addresses through to our allocation. */
  public void expect(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      theirs.add(candidate);
      if (preference.allowsRelay() && candidate.kind() != CandidateKind.HOST) {
        permit(candidate.address());
      }
    }
  }

  /**
   * The peer names other candidates than before: its old allocation is gone, what was closed is
   * tried anew, and what stands goes on.
   */
  public void renew(List<Candidate> candidates) {
    if (closed) {
      return;
    }
    List<InetSocketAddress> before = List.copyOf(theirs.relayed());
    List<InetAddress> permittedBefore = List.copyOf(permitted);
    permitted.clear();
    theirs.clear();
    expect(candidates);
    permittedBefore.forEach(relay::forget); // after the new ones: who is in both stays permitted
    long now = Monotonic.now();
    for (InetSocketAddress relayed : before) {
      if (!theirs.relayed().contains(relayed)) {
        withdraw(now, Path.direct(relayed));
        withdraw(now, Path.throughAllocation(relayed));
      }
    }
    beginRound();
  }

  private void permit(InetSocketAddress address) {
    InetAddress peer = address.getAddress();
    if (!permitted.contains(peer) && relay.permit(peer)) {
      permitted.add(peer);
    }
  }

  /**
   * Opens our NAT towards the peer's mapped addresses with datagrams that die before they get
   * there. The peer's first probe then comes in, and neither NAT has seen a packet that it did not
   * expect.
   */
  public void openQuietly() {
    if (!preference.allowsDirect() || !HopLimit.isSupported(socket.channel())) {
      return;
    }
    for (InetSocketAddress address : theirs.reflexive()) {
      HopLimit.with(socket.channel(), HopLimit.PAST_OUR_NAT, () -> sendProbe(Path.direct(address)));
    }
  }

  /**
   * Begins to look for paths.
   *
   * @param punch whether the plan promises a direct path; the relay and the LAN are tried anyway
   */
  public void begin(boolean punch) {
    punching = punch;
    beginRound();
  }

  /** The plan changed: NAT detection ended after the session had begun. */
  public void punch(boolean worthwhile) {
    punching = worthwhile;
  }

  /** Our allocation came late, or anew: the peer's relayed addresses can be tried through it. */
  public void allocationReady() {
    if (closed || !preference.allowsRelay()) {
      return;
    }
    long now = Monotonic.now();
    for (InetSocketAddress relayed : theirs.relayed()) {
      permit(relayed);
      puncher.handle(now, new PunchEvent.Candidate(Path.throughAllocation(relayed)));
    }
    run();
  }

  /** Our allocation is gone, and every path through it. */
  public void allocationLost() {
    long now = Monotonic.now();
    for (InetSocketAddress relayed : theirs.relayed()) {
      withdraw(now, Path.throughAllocation(relayed));
    }
    for (InetSocketAddress reflexive : theirs.reflexive()) {
      withdraw(now, Path.throughAllocation(reflexive));
    }
    run();
  }

  private void withdraw(long now, Path path) {
    selector.handle(now, new PathEvent.Withdrawn(path));
    puncher.handle(now, new PunchEvent.Closed(path));
  }

  private void beginRound() {
    List<Path> targets = theirs.targets(punching, relay.relayed() != null);
    puncher.handle(Monotonic.now(), new PunchEvent.Begin(targets, PunchBudget.DEFAULT));
    run();
  }

  /** A probe with this session's USERNAME came in. False: it is not from the peer. */
  boolean onProbe(Path path, StunMessage probe, ByteBuf raw) {
    if (!codec.isAuthentic(raw)) {
      return false;
    }
    if (!theirs.isAllowed(path)) {
      return true; // authentic, but not a path that the user wants
    }
    socket.claim(path.remote(), this);
    ByteBuf answer = socket.channel().alloc().buffer(128);
    codec.writeAnswer(probe, path.remote(), answer);
    send(path, answer, 0);
    flush(path);
    fallback = path;
    long now = Monotonic.now();
    puncher.handle(now, new PunchEvent.ProbeArrived(path));
    selector.handle(now, new PathEvent.Heard(path));
    run();
    return true;
  }

  @Override
  public void answered(Path path, StunMessage answer, ByteBuf raw, long roundTripNanos) {
    if (closed || !ProbeCodec.isAnswer(answer) || !codec.isAuthentic(raw)) {
      return;
    }
    socket.claim(path.remote(), this);
    long now = Monotonic.now();
    puncher.handle(now, new PunchEvent.Answered(path, roundTripNanos));
    selector.handle(now, new PathEvent.Answered(path, roundTripNanos));
    run();
  }

  @Override
  public void unanswered() {
    // The machines have their own deadlines.
  }

  private void handleTimeout() {
    long now = Monotonic.now();
    puncher.handleTimeout(now);
    selector.handleTimeout(now);
    run();
  }

  /** Executes what the machines want until they want nothing more. */
  private void run() {
    if (closed) {
      return;
    }
    boolean more = true;
    while (more) {
      more = false;
      for (PunchCommand each = puncher.poll(); each != null; each = puncher.poll()) {
        execute(each);
        more = true;
      }
      for (PathCommand each = selector.poll(); each != null; each = selector.poll()) {
        execute(each);
        more = true;
      }
    }
    timer.at(Math.min(puncher.deadline(), selector.deadline()));
  }

  private void execute(PunchCommand command) {
    if (command instanceof PunchCommand.Probe probe) {
      sendProbe(probe.path());
      if (theirs.kindOf(probe.path()).isRelayed()) {
        probesToRelays++;
      }
    } else if (command instanceof PunchCommand.Open open) {
      PathKind kind = theirs.kindOf(open.path());
      selector.handle(
          Monotonic.now(), new PathEvent.Opened(open.path(), kind, open.roundTripNanos()));
    } else if (command instanceof PunchCommand.RoundOver over) {
      tell(over);
      Path selected = selector.selected();
      PathKind kind = selected == null ? null : selector.kindOf(selected);
      if (kind == null || (kind.isRelayed() && punching && preference.allowsDirect())) {
        nextRound.schedule(selector.selected() != null);
      }
    }
  }

  private void tell(PunchCommand.RoundOver over) {
    int relayed =
        (int) over.open().stream().filter(path -> theirs.kindOf(path).isRelayed()).count();
    int probes = Math.min(probesToRelays, over.probes());
    probesToRelays = 0;
    listener.roundOver(
        new SessionPathsListener.Tries(over.probes() - probes, over.open().size() - relayed),
        new SessionPathsListener.Tries(probes, relayed));
  }

  private void execute(PathCommand command) {
    if (command instanceof PathCommand.Probe probe) {
      sendProbe(probe.path());
    } else if (command instanceof PathCommand.Select select) {
      if (select.path().via() == Path.Via.ALLOCATION) {
        relay.bindChannel(select.path().remote());
      }
      if (!select.kind().isRelayed()) {
        nextRound.directFound();
      }
      listener.selected(select.path(), select.kind(), select.roundTripNanos());
    } else if (command instanceof PathCommand.Lost lost) {
      puncher.handle(Monotonic.now(), new PunchEvent.Closed(lost.path()));
      listener.lost(lost.path(), lost.kind());
      nextRound.schedule(selector.selected() != null);
    } else if (command instanceof PathCommand.Stranded) {
      listener.stranded();
      nextRound.schedule(selector.selected() != null);
    }
  }

  private void sendProbe(Path path) {
    TransactionId id = socket.noteProbe(path, this);
    if (id == null) {
      return; // too many are out: the next one is due soon
    }
    ByteBuf probe = socket.channel().alloc().buffer(ProbeCodec.PROBE_SIZE);
    codec.writeProbe(id, probe);
    send(path, probe, 0);
    flush(path);
  }

  /** Sends QUIC datagrams by the best path; without one by the last the peer was heard on. */
  public void write(ByteBuf datagrams, int segmentSize) {
    Path path = selector.selected();
    if (path == null) {
      path = fallback;
    }
    if (path == null || closed) {
      socket.counters().noPath++;
      datagrams.release();
      return;
    }
    send(path, datagrams, segmentSize);
    long now = Monotonic.now();
    if (now - reportedSent > REPORT_INTERVAL) {
      reportedSent = now;
      selector.handle(now, new PathEvent.Sent());
      timer.at(selector.deadline());
    }
  }

  private void send(Path path, ByteBuf datagrams, int segmentSize) {
    switch (path.via()) {
      case SOCKET -> socket.write(datagrams, segmentSize, path.remote());
      case ALLOCATION ->
          Segments.forEach(datagrams, segmentSize, each -> relay.send(path.remote(), each));
    }
  }

  /** Ends a batch of {@link #write}s. */
  public void flush() {
    Path path = selector.selected() == null ? fallback : selector.selected();
    if (path != null) {
      flush(path);
    }
  }

  private void flush(Path path) {
    switch (path.via()) {
      case SOCKET -> socket.flush();
      case ALLOCATION -> relay.flush();
    }
  }

  void receiveQuic(Path.Via via, InetSocketAddress source, ByteBuf datagram) {
    long now = Monotonic.now();
    if (now - reportedHeard > REPORT_INTERVAL) {
      reportedHeard = now;
      selector.handle(now, new PathEvent.Heard(new Path(via, source)));
    }
    listener.datagram(datagram);
  }

  void readBatchOver() {
    listener.readBatchOver();
  }

  /** Where datagrams go now; null: nowhere. */
  public @Nullable Path selected() {
    return selector.selected();
  }

  public void close() {
    closed = true;
    timer.cancel();
    nextRound.close();
    permitted.forEach(relay::forget);
    permitted.clear();
    socket.remove(this);
  }
}
