package dev.awl.relay.client;

import dev.awl.relay.client.RelayRequest.Purpose;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.AlternateServer;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import dev.awl.wire.stun.transaction.TransactionTable;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One allocation on a relay as a machine: asks for it, keeps it, its permissions and its channels
 * alive, and says when it is lost. The data itself passes the shell; the machine only knows which
 * channel is whose.
 */
public final class RelayClient implements Machine<RelayEvent, RelayCommand> {

  /** A server that calls every nonce stale must not keep us busy for ever. */
  private static final int MAX_STALE = 3;

  private final LongTermAuthentication authentication;
  private final RelayRequests requests;
  private final RelayTiming timing;
  private final AllocationRefresh refresh = new AllocationRefresh();
  private final RelayPeers peers = new RelayPeers();
  private final TransactionTable<RelayRequest> pending =
      new TransactionTable<>(2 * RelayPeers.CAPACITY + 4);
  private final Queue<RelayCommand> commands = new ArrayDeque<>();

  private AllocationState state = AllocationState.NEW;
  private @Nullable InetSocketAddress relayed;
  private boolean reclaimed;
  private boolean redirected;
  private long allocateBy = NEVER;

  public RelayClient(RelayCredentials credentials, boolean stream, RandomGenerator random) {
    this.authentication = new LongTermAuthentication(credentials);
    this.requests = new RelayRequests(random, authentication);
    this.timing = stream ? RelayTiming.STREAM : RelayTiming.UDP;
  }

  @Override
  public void handle(long now, RelayEvent event) {
    if (state.isOver()) {
      return;
    }
    if (event instanceof RelayEvent.Start) {
      start(now);
    } else if (event instanceof RelayEvent.Received received) {
      receive(now, received.message());
    } else if (event instanceof RelayEvent.Permit permit) {
      permit(now, permit.peer());
    } else if (event instanceof RelayEvent.BindChannel bind) {
      bindChannel(now, bind.peer());
    } else if (event instanceof RelayEvent.Forget forget) {
      forget(forget.peer());
    } else if (event instanceof RelayEvent.SentUnheard) {
      refresh.sentUnheard(now);
    } else if (event instanceof RelayEvent.TransportLost lost) {
      fail(lost.reason());
    } else if (event instanceof RelayEvent.Close) {
      close();
    }
  }

  @Override
  public void handleTimeout(long now) {
    if (state.isOver()) {
      return;
    }
    pending.handleTimeout(now, this::transmit, this::unanswered);
    if (!state.isOver() && now >= allocateBy) {
      fail("no answer within " + RelayTiming.ALLOCATE_BUDGET.toSeconds() + " s");
    }
    if (state == AllocationState.ALLOCATED) {
      keepAllocation(now);
      keepPeers(now);
    }
  }

  @Override
  public @Nullable RelayCommand poll() {
    return commands.poll();
  }

  @Override
  public long deadline() {
    if (state.isOver()) {
      return NEVER;
    }
    long earliest = Math.min(pending.deadline(), allocateBy);
    if (state == AllocationState.ALLOCATED) {
      earliest = Math.min(earliest, Math.min(refresh.deadline(), peers.deadline()));
    }
    return earliest;
  }

  public AllocationState state() {
    return state;
  }

  /** Where peers reach us; null before the allocation. */
  public @Nullable InetSocketAddress relayed() {
    return relayed;
  }

  /** The channel that carries data for {@code peer}, or 0 while a Send indication must do. */
  int channelOf(InetSocketAddress peer) {
    return peers.channelOf(peer);
  }

  /** Whose data a channel carries, or null. */
  @Nullable InetSocketAddress peerOf(int channel) {
    return peers.peerOf(channel);
  }

  /**
   * Data went out; called for every packet.
   *
   * @return whether to report it with {@link RelayEvent.SentUnheard}: once in half a second at most
   */
  boolean sent() {
    return refresh.sent();
  }

  /** Something came from the server: it lives. Called for every packet. */
  void heard() {
    refresh.heard();
  }

  private void start(long now) {
    boolean known = authentication.protection().integrity() != null;
    state = known ? AllocationState.AUTHENTICATING : AllocationState.ASKING;
    if (allocateBy == NEVER) {
      allocateBy = now + RelayTiming.ALLOCATE_BUDGET.toNanos();
    }
    send(now, Purpose.ALLOCATE, null, 0);
  }

  private void receive(long now, ByteBuf bytes) {
    StunMessage message;
    try {
      message = StunDecoder.decode(bytes);
    } catch (StunFormatException malformed) {
      return;
    }
    if (message.is(StunMethod.DATA, StunClass.INDICATION)) {
      deliver(message);
    } else if (message.isResponse()) {
      answered(now, message, bytes);
    }
  }

  private void deliver(StunMessage indication) {
    XorPeerAddress peer = indication.find(XorPeerAddress.class);
    Data data = indication.find(Data.class);
    if (state == AllocationState.ALLOCATED && peer != null && data != null) {
      heard();
      commands.add(new RelayCommand.Deliver(peer.address(), data.payload()));
    }
  }

  private void answered(long now, StunMessage answer, ByteBuf bytes) {
    RelayRequest request = pending.peek(answer.id());
    if (request == null
        || request.message().method() != answer.method()
        || authentication.isForged(answer, bytes, request.protection())) {
      return;
    }
    pending.complete(answer.id());
    heard();
    int error = answer.errorCode();
    boolean success = answer.type() == StunClass.SUCCESS_RESPONSE;
    if (!success && mayAskAgain(now, request, answer, error)) {
      return;
    }
    switch (request.purpose()) {
      case ALLOCATE -> allocateAnswered(now, answer, error);
      case RECLAIM -> start(now);
      case REFRESH -> refreshAnswered(now, answer, error);
      case PERMIT, BIND -> peerAnswered(now, request, error);
    }
  }

  /** Realm learnt (401) or nonce stale (438): the same request again, with what we know now. */
  private boolean mayAskAgain(long now, RelayRequest request, StunMessage answer, int error) {
    boolean firstChallenge = error == 401 && request.protection().integrity() == null;
    boolean stale = error == 438 && request.attempt() < MAX_STALE;
    if (!(firstChallenge || stale) || !authentication.challenge(answer)) {
      return false;
    }
    if (request.purpose() == Purpose.ALLOCATE) {
      state = AllocationState.AUTHENTICATING;
    }
    send(now, request.purpose(), request.peer(), request.attempt() + (stale ? 1 : 0));
    return true;
  }

  private void allocateAnswered(long now, StunMessage answer, int error) {
    AlternateServer alternate = answer.find(AlternateServer.class);
    if (error == 0) {
      allocated(now, answer);
    } else if (error == 300 && alternate != null && !redirected) {
      redirected = true; // once: two servers that name each other must not play ball with us
      commands.add(new RelayCommand.Redirect(alternate.address()));
    } else if (error == 437 && !reclaimed) {
      reclaimed = true;
      state = AllocationState.RECLAIMING;
      send(now, Purpose.RECLAIM, null, 0);
    } else {
      fail(RefusalText.of(error, authentication.username(), answer));
    }
  }

  private void allocated(long now, StunMessage answer) {
    XorRelayedAddress relayedAddress = answer.find(XorRelayedAddress.class);
    XorMappedAddress mapped = answer.find(XorMappedAddress.class);
    if (relayedAddress == null || mapped == null) {
      fail("its answer lacks the relayed or the mapped address");
      return;
    }
    state = AllocationState.ALLOCATED;
    allocateBy = NEVER;
    relayed = relayedAddress.address();
    refresh.granted(now, answer);
    commands.add(new RelayCommand.Allocated(relayedAddress.address(), mapped.address()));
    keepPeers(now);
  }

  private void refreshAnswered(long now, StunMessage answer, int error) {
    if (error == 0) {
      refresh.granted(now, answer);
    } else if (error == 437) {
      fail("allocation lost: the relay does not know it any more");
    } else {
      fail("allocation lost: " + RefusalText.of(error, authentication.username(), answer));
    }
  }

  private void peerAnswered(long now, RelayRequest request, int error) {
    RelayPeer peer = request.peer();
    if (peer == null || !peers.holds(peer)) {
      return;
    }
    InetAddress address = peer.address.getAddress();
    if (error == 0) {
      boolean news = !peers.isPermitted(address);
      peer.granted(now);
      if (news) {
        commands.add(new RelayCommand.Permitted(address));
      }
    } else if (error == 437) {
      fail("allocation lost: the relay does not know it any more");
    } else {
      peers.remove(peer);
      commands.add(new RelayCommand.Refused(address, "the relay answered " + error));
    }
  }

  private void permit(long now, InetAddress peer) {
    if (peers.permit(now, peer)) {
      keepPeers(now);
    } else {
      commands.add(new RelayCommand.Refused(peer, "too many peers on one allocation"));
    }
  }

  private void bindChannel(long now, InetSocketAddress peer) {
    if (peer.isUnresolved() || !peers.bind(now, peer)) {
      return; // Send indications do the same at 32 bytes more a packet
    }
    keepPeers(now);
  }

  private void forget(InetAddress peer) {
    peers.forget(peer);
    pending.cancelIf(each -> each.peer() != null && peer.equals(each.peer().address.getAddress()));
  }

  private void keepAllocation(long now) {
    if (refresh.begin(now)) {
      send(now, Purpose.REFRESH, null, 0);
    }
  }

  private void keepPeers(long now) {
    if (state != AllocationState.ALLOCATED) {
      return;
    }
    for (RelayPeer due : peers.due(now)) {
      due.requested();
      send(now, due.isChannel() ? Purpose.BIND : Purpose.PERMIT, due, 0);
    }
  }

  private void send(long now, Purpose purpose, @Nullable RelayPeer peer, int attempt) {
    RelayRequest request = requests.compose(purpose, peer, attempt);
    boolean keeps = state == AllocationState.ALLOCATED;
    if (pending.start(
        now, request.message().id(), request, keeps ? timing.keep() : timing.allocate())) {
      transmit(request);
    } else {
      fail("too many requests without an answer");
    }
  }

  private void transmit(RelayRequest request) {
    commands.add(new RelayCommand.Transmit(request.message(), request.protection()));
  }

  private void unanswered(RelayRequest request) {
    fail(
        state == AllocationState.ALLOCATED
            ? "allocation lost: the relay does not answer any more"
            : "no answer");
  }

  private void close() {
    if (state == AllocationState.ALLOCATED) {
      transmit(requests.compose(Purpose.RECLAIM, null, 0));
    }
    state = AllocationState.CLOSED;
    commands.add(new RelayCommand.Closed());
  }

  private void fail(String reason) {
    if (!state.isOver()) {
      state = AllocationState.FAILED;
      commands.add(new RelayCommand.Failed(reason));
    }
  }
}
