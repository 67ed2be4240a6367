package dev.awl.peer;

import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.service.Access;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions there are, whoever asked for them. What one tells goes to the call that led to it,
 * to the services, and to whom the peer reports. On the event loop.
 */
final class Sessions {

  private final PeerClient client;
  private final Set<PeerSession> live = new HashSet<>();

  Sessions(PeerClient client) {
    this.client = client;
  }

  /** Opens one that the two peers have agreed on; null: the socket has too many. */
  @Nullable PeerSession open(PeerId peer, Agreement agreement, long startedAt) {
    PeerSession session = new PeerSession(client, peer, agreement, startedAt);
    if (!session.open()) {
      return null;
    }
    live.add(session);
    return session;
  }

  /** The one with this peer of that ID; null: we have none, perhaps another process had. */
  @Nullable PeerSession find(PeerId peer, SessionId id) {
    return live.stream()
        .filter(each -> each.peer().equals(peer) && each.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  int count() {
    return live.size();
  }

  /** A copy, because a session that ends leaves. */
  List<PeerSession> all() {
    return List.copyOf(live);
  }

  // What sessions tell.

  /** The inner side's services become available on this channel. */
  void attachServices(PeerSession session, PeerChannel channel) {
    client.services().attach(channel, session.peer(), accessOf(session.peer()));
  }

  private Access accessOf(PeerId peer) {
    Trust trust = client.settings().trust();
    return new Access() {
      @Override
      public boolean isAdmitted() {
        return trust.admits(peer);
      }

      @Override
      public boolean mayUse(String service) {
        return trust.allows(peer, service);
      }

      @Override
      public String name() {
        String name = trust.nameOf(peer);
        return name.equals(peer.brief()) ? "" : name;
      }
    };
  }

  void channelReady(PeerSession session) {
    client.events().connected(session);
    client.calls().ready(session);
  }

  void pathChanged(PeerSession session) {
    client.calls().attemptOf(session).ifPresent(ConnectAttempt::pathChanged);
  }

  void roundOver(PeerSession session, int probes, int opened) {
    if (opened == 0) {
      client.calls().attemptOf(session).ifPresent(attempt -> attempt.nothingOpened(probes));
    }
  }

  void over(PeerSession session, String reason) {
    if (!live.remove(session)) {
      return;
    }
    client.calls().over(session);
    client
        .calls()
        .attemptOf(session)
        .ifPresentOrElse(
            attempt -> attempt.channelClosed(reason),
            () -> client.events().disconnected(session, reason));
  }

  /** Ends those of callers whom we no longer trust; those that we asked for go on. */
  void trustChanged() {
    for (PeerSession each : all()) {
      if (!client.calls().ledTo(each) && !client.settings().trust().admits(each.peer())) {
        each.close("its peer is not trusted any more");
      }
    }
  }

  void end(PeerId peer, String reason) {
    for (PeerSession each : all()) {
      if (each.peer().equals(peer)) {
        each.close(reason);
      }
    }
  }

  /**
   * The peer calls anew: what it asked for before and has no path any more was another process's,
   * or is given up there.
   */
  void supersede(PeerId peer) {
    for (PeerSession each : all()) {
      if (each.peer().equals(peer) && each.isStranded() && !client.calls().ledTo(each)) {
        each.close("its peer has called anew");
      }
    }
  }

  void close() {
    all().forEach(session -> session.close("closed here"));
  }
}
