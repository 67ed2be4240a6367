package dev.awl.cli;

import dev.awl.peer.PathReport;
import dev.awl.peer.PeerSession;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.service.LocalServices;
import dev.awl.peer.service.ServiceUser;
import dev.awl.wire.rendezvous.PeerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The other direction of {@code awl share}: what the peers that call us share in their turn gets
 * ports here, as long as they are connected.
 */
final class CallersPorts extends PeerReport {

  private final Output output;
  private final Map<PeerSession, ServiceUser> users = new HashMap<>(); // on the event loop

  CallersPorts(Function<PeerId, String> names, Output output) {
    super(names, output);
    this.output = output;
  }

  @Override
  public void connected(PeerSession session) {
    super.connected(session);
    PeerChannel channel = session.channel();
    if (channel != null) {
      ServiceUser user = new ServiceUser(channel);
      users.put(session, user);
      PortChoice all = new PortChoice(List.of());
      var unused = new LocalServices(user, all::placeOf, new PortReport(output)).refresh();
    }
  }

  @Override
  public void path(PathReport path) {
    super.path(path);
    users.forEach(
        (session, user) -> {
          if (session.peer().equals(path.peer())) {
            user.path(path.kind().toString());
          }
        });
  }

  @Override
  public void stranded(PeerSession session) {
    ServiceUser user = users.get(session);
    if (user != null) {
      user.pathLost(name(session.peer()));
    }
  }

  @Override
  public void disconnected(PeerSession session, String reason) {
    ServiceUser user = users.remove(session);
    if (user != null) {
      user.close();
    }
    super.disconnected(session, reason);
  }
}
