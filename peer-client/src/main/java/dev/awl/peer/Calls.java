package dev.awl.peer;

import dev.awl.peer.registration.RendezvousLink;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that this peer makes: those under way, which hear what the rendezvous says to them, and
 * the sessions that came of them.
 */
final class Calls {

  private final Map<SessionId, ConnectAttempt> attempts = new HashMap<>();
  private final Map<PeerId, PeerSession> connected = new HashMap<>();

  void add(SessionId id, ConnectAttempt attempt) {
    attempts.put(id, attempt);
  }

  void remove(SessionId id) {
    attempts.remove(id);
  }

  /** Whether no call is under way. */
  boolean isIdle() {
    return attempts.isEmpty();
  }

  /** The session that a call to this peer led to; null without one. */
  @Nullable PeerSession connectedTo(PeerId peer) {
    return connected.get(peer);
  }

  /** What will come of the call to this peer that is under way; null without one. */
  @Nullable Future<PeerSession> underWayTo(PeerId peer) {
    for (ConnectAttempt each : attempts.values()) {
      if (each.isFor(peer)) {
        return each.outcome();
      }
    }
    return null;
  }

  /** Whether we asked for this session. */
  boolean ledTo(PeerSession session) {
    return connected.containsValue(session) || attemptOf(session).isPresent();
  }

  /** The attempt that made this session, until it has its channel. */
  Optional<ConnectAttempt> attemptOf(PeerSession session) {
    return attempts.values().stream().filter(attempt -> attempt.owns(session)).findFirst();
  }

  /** The session's channel is up. */
  void ready(PeerSession session) {
    attemptOf(session)
        .ifPresent(
            attempt -> {
              connected.put(session.peer(), session);
              attempt.channelReady();
            });
  }

  void over(PeerSession session) {
    connected.remove(session.peer(), session);
  }

  /** The connection that they had asked on is gone, and there is another. */
  void lookUpAgain(RendezvousLink through) {
    attempts.values().forEach(attempt -> attempt.lookUpAgain(through));
  }

  void found(PeerId peer, byte[] spki) {
    lookingUp(peer).forEach(attempt -> attempt.found(spki));
  }

  void notFound(PeerId peer) {
    lookingUp(peer).forEach(ConnectAttempt::offline);
  }

  void answer(PeerId from, SessionId session, byte[] payload) {
    of(from, session).ifPresent(attempt -> attempt.answered(payload));
  }

  void rejected(PeerId from, SessionId session, String reason) {
    of(from, session).ifPresent(attempt -> attempt.rejected(reason));
  }

  /** What the rendezvous refused, to whom it concerns; without any of those, a notice. */
  void error(Refused error, Consumer<String> notice) {
    ConnectAttempt attempt = error.session() == null ? null : attempts.get(error.session());
    if (attempt == null) {
      lookupFailed(error, notice);
    } else if (error.code() == ErrorCode.PEER_OFFLINE) {
      attempt.offline();
    } else {
      attempt.fail(PeerException.Code.NO_ANSWER, error.message());
    }
  }

  /** An error that names a peer but no session answers a lookup. */
  private void lookupFailed(Refused error, Consumer<String> notice) {
    PeerId about = error.session() == null ? error.peer() : null;
    List<ConnectAttempt> waiting = about == null ? List.of() : lookingUp(about);
    if (waiting.isEmpty()) {
      notice.accept("the rendezvous server says: " + error.message());
    }
    boolean lie = error.code() == ErrorCode.BAD_MESSAGE; // the link's word for a key not the ID's
    PeerException.Code code =
        lie ? PeerException.Code.AUTHENTICATION : PeerException.Code.NO_ANSWER;
    waiting.forEach(attempt -> attempt.fail(code, error.message()));
  }

  private Optional<ConnectAttempt> of(PeerId from, SessionId session) {
    return Optional.ofNullable(attempts.get(session)).filter(attempt -> attempt.isFor(from));
  }

  private List<ConnectAttempt> lookingUp(PeerId peer) {
    return attempts.values().stream().filter(attempt -> attempt.looksUp(peer)).toList();
  }
}
