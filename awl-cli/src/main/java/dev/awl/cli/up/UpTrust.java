package dev.awl.cli.up;

import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.Trust;
import dev.awl.wire.rendezvous.PeerId;
import java.util.Map;
import java.util.Optional;

/** The peers of the file, as it is now, and those known in the home. */
public final class UpTrust implements Trust {

  private final Trust known;
  private volatile UpSettings file;

  /** Trusts these. */
  public UpTrust(Trust known, UpSettings file) {
    this.known = known;
    this.file = file;
  }

  /** The file says something else now. */
  public void follow(UpSettings now) {
    file = now;
  }

  private Optional<ListedPeer> find(PeerId peer) {
    return file.peers().values().stream().filter(each -> each.id().equals(peer)).findFirst();
  }

  @Override
  public String nameOf(PeerId peer) {
    UpSettings now = file;
    for (Map.Entry<String, ListedPeer> each : now.peers().entrySet()) {
      if (each.getValue().id().equals(peer)) {
        return each.getKey();
      }
    }
    for (Map.Entry<String, UpSettings.Connect> each : now.connects().entrySet()) {
      if (each.getValue().peer().equals(peer)) {
        return each.getKey();
      }
    }
    return known.nameOf(peer);
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
