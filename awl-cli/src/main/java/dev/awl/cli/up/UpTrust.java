package dev.awl.cli.up;

import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.Trust;
import dev.awl.wire.rendezvous.PeerId;
import java.util.Map;
import java.util.Optional;

/** The peers of the file, as it is now, and those known in the home. */
public final class UpTrust implements Trust {

  private final Trust known;
  private volatile Map<String, ListedPeer> listed;

  /** Trusts these. */
  public UpTrust(Trust known, Map<String, ListedPeer> listed) {
    this.known = known;
    this.listed = listed;
  }

  /** The file says something else now. */
  public void follow(Map<String, ListedPeer> now) {
    listed = now;
  }

  private Optional<ListedPeer> find(PeerId peer) {
    return listed.values().stream().filter(each -> each.id().equals(peer)).findFirst();
  }

  @Override
  public boolean admits(PeerId peer) {
    return find(peer).isPresent() || known.admits(peer);
  }

  /** The file's word counts where both have one. */
  @Override
  public boolean allows(PeerId peer, String service) {
    return find(peer).map(each -> each.allows(service)).orElse(known.allows(peer, service));
  }
}
