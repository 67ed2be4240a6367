package dev.awl.peer;

import dev.awl.peer.path.RelayLink;
import java.net.InetSocketAddress;

/**
 * Tells the candidates, the sessions and people what became of our allocation. On the event loop.
 */
final class AllocationWatch implements RelayLink.Listener {

  private final PeerClient client;
  private boolean missed;

  AllocationWatch(PeerClient client) {
    this.client = client;
  }

  @Override
  public void allocated(InetSocketAddress relayed, RelayLink.RelayServer server) {
    client.gathering().relayChanged();
    for (PeerSession each : client.sessions().all()) {
      each.allocationReady();
      each.candidatesChanged();
    }
    if (missed) {
      missed = false;
      client.events().notice("there is a relay again: " + server.host());
    }
  }

  @Override
  public void unavailable(String reason) {
    client.gathering().relayChanged();
    client.registration().check();
    client.sessions().all().forEach(PeerSession::allocationLost);
    missed = true;
    client.events().notice("no relay at the moment: " + reason);
  }
}
