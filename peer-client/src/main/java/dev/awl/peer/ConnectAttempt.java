package dev.awl.peer;

import dev.awl.peer.exchange.Answer;
import dev.awl.peer.exchange.ExchangeException;
import dev.awl.peer.exchange.Offer;
import dev.awl.peer.exchange.OpenedAnswer;
import dev.awl.peer.exchange.SealedOffer;
import dev.awl.peer.path.Monotonic;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of {@link PeerClient#connect}, stage by stage. On the event loop. */
final class ConnectAttempt {
  /** Nothing hangs longer. */
  private static final long LIMIT_MILLIS = 9_500;

  /** An offer is answered by a peer that is there within a few round trips. */
  private static final long ANSWER_LIMIT_MILLIS = 5_000;

  private final PeerClient client;
  private final PeerId peer;
  private final @Nullable PeerSession renews;
  private final SessionId id = SessionId.random();
  private final Promise<PeerSession> connected;
  private final long startedAt = Monotonic.now();
  private @Nullable Offer offered;
  private @Nullable SealedOffer sealed;
  private @Nullable PeerSession session;
  private @Nullable Future<?> limit;
  private @Nullable Future<?> answerLimit;
  private String stage = "";
  private boolean lookingUp;

  ConnectAttempt(PeerClient client, PeerId peer, Promise<PeerSession> connected) {
    this(client, peer, null, connected);
  }

  /**
   * A call.
   *
   * @param renews the session that has no path any more and gets new candidates, or makes way for a
   *     new one where the peer does not know it; null: there is none
   */
  ConnectAttempt(
      PeerClient client,
      PeerId peer,
      @Nullable PeerSession renews,
      Promise<PeerSession> connected) {
    this.renews = renews;
    this.client = client;
    this.peer = peer;
    this.connected = connected;
  }

  void begin() {
    RendezvousLink through = client.registration().callingLink();
    if (through == null) {
      connected.setFailure(
          new PeerException(
              PeerException.Code.SERVER_UNREACHABLE, "not registered at a rendezvous server"));
      return;
    }
    client.calls().add(id, this);
    limit = client.socket().loop().schedule(this::overdue, LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    stage = "the rendezvous server did not answer the lookup";
    lookingUp = true;
    through.lookup(peer);
  }

  /** Asks again where the first question went into a dead connection. */
  void lookUpAgain(RendezvousLink through) {
    if (lookingUp) {
      through.lookup(peer);
    }
  }

  /** Whether it waits for this peer's key. */
  boolean looksUp(PeerId wanted) {
    return lookingUp && peer.equals(wanted);
  }

  Future<PeerSession> outcome() {
    return connected;
  }

  /** Whether an answer of this peer may be for it. */
  boolean isFor(PeerId from) {
    return peer.equals(from);
  }

  boolean owns(PeerSession candidate) {
    return candidate.equals(session);
  }

  void offline() {
    fail(
        PeerException.Code.PEER_OFFLINE,
        name() + " is not online at " + client.settings().server() + "; is `awl share` running?");
  }

  void found(byte[] spki) {
    lookingUp = false;
    stage = "no mapped address and no relay yet";
    client.nat().whenKnown(() -> client.gathering().whenReady(() -> offer(spki)));
  }

  private void offer(byte[] spki) {
    RendezvousLink through = client.registration().callingLink();
    if (connected.isDone() || through == null) {
      return;
    }
    Offer offer =
        new Offer(
            id,
            client.gathering().candidates(),
            client.nat().summary(),
            client.gathering().halfRoundTrip(),
            Clock.systemUTC().instant(),
            renews == null ? null : renews.id());
    offered = offer;
    try {
      sealed = client.sealer().sealOffer(peer, spki, offer);
    } catch (ExchangeException e) {
      fail(PeerException.Code.AUTHENTICATION, "the rendezvous server lies: " + e.getMessage());
      return;
    }
    stage = name() + " did not answer the offer";
    answerLimit =
        client.socket().loop().schedule(this::overdue, ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    through.offer(peer, id, sealed.bytes());
  }

  void answered(byte[] payload) {
    Offer told = offered;
    SealedOffer mine = sealed;
    if (told == null || mine == null || session != null) {
      return;
    }
    cancel(answerLimit);
    try {
      OpenedAnswer opened = client.sealer().openAnswer(mine, payload);
      Answer answer = opened.answer();
      if (renews != null && answer.renewed()) {
        renewed(renews, answer);
        return;
      }
      if (renews != null) {
        renews.close(name() + " was started anew");
      }
      Agreement agreement =
          new Agreement(
              id,
              opened.punchKey(),
              told.nat(),
              answer.nat(),
              told.candidates(),
              answer.candidates());
      PeerSession made = client.sessions().open(peer, agreement, startedAt);
      if (made == null) {
        fail(PeerException.Code.CLOSED, "too many sessions on this peer");
        return;
      }
      session = made;
      made.ourNatKnown(client.nat().summary()); // it may have been detected since the offer
      stage = noPathYet();
      made.begin();
    } catch (ExchangeException e) {
      fail(PeerException.Code.AUTHENTICATION, "the answer is not valid: " + e.getMessage());
    }
  }

  /** The peer still has the session: the same channel goes on. */
  private void renewed(PeerSession standing, Answer answer) {
    standing.renewed(answer.candidates());
    if (connected.trySuccess(standing)) {
      done();
    }
  }

  private String noPathYet() {
    return switch (client.settings().preference().to(peer)) {
      case AUTO -> "no path to " + name() + ": neither a hole nor the relay worked";
      case DIRECT -> "no direct path to " + name() + "; --path auto would use the relay";
      case RELAY -> "no relay path to " + name() + "; --path auto would try without";
    };
  }

  void pathChanged() {
    stage = "the encrypted channel to " + name() + " did not come up";
  }

  void nothingOpened(int probes) {
    if (session != null && session.path() == null) {
      fail(PeerException.Code.NO_PATH, stage + " (" + probes + " probes sent)");
    }
  }

  void channelReady() {
    PeerSession made = session;
    if (made != null && connected.trySuccess(made)) {
      done();
    }
  }

  void channelClosed(String reason) {
    fail(PeerException.Code.AUTHENTICATION, "the channel to " + name() + " was refused: " + reason);
  }

  void overdue() {
    boolean noPath = session != null && session.path() == null;
    fail(noPath ? PeerException.Code.NO_PATH : PeerException.Code.NO_ANSWER, stage);
  }

  void rejected(String reason) {
    fail(PeerException.Code.REFUSED, name() + " refused: " + reason);
  }

  void fail(PeerException.Code code, String message) {
    if (connected.tryFailure(new PeerException(code, message))) {
      done();
      if (session != null) {
        session.close(message);
      }
    }
  }

  private void done() {
    client.calls().remove(id);
    cancel(limit);
    cancel(answerLimit);
  }

  private void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** As people here call it. */
  private String name() {
    return client.settings().trust().nameOf(peer);
  }
}
