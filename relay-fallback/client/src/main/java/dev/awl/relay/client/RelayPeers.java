package dev.awl.relay.client;

import dev.awl.wire.Machine;
import dev.awl.wire.stun.ChannelData;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The permissions and channels of one allocation, bounded; found without allocating. A forgotten
 * one stays until another needs its place: a peer that comes back gets the channel number that the
 * relay may still have for it, and no other one would do (RFC 8656 section 12.2).
 */
final class RelayPeers {

  /** Of each kind; as many sessions as one peer process keeps on one allocation. */
  static final int CAPACITY = 256;

  private final Map<InetAddress, RelayPeer> permissions = new LinkedHashMap<>();
  private final Map<InetSocketAddress, RelayPeer> channels = new LinkedHashMap<>();
  private final @Nullable RelayPeer[] byNumber =
      new RelayPeer[ChannelData.LAST_CHANNEL - ChannelData.FIRST_CHANNEL + 1];
  private int nextNumber;

  /** Notes a wanted permission; false when there are too many. */
  boolean permit(long now, InetAddress peer) {
    RelayPeer known = permissions.get(peer);
    if (known != null) {
      known.want(now);
      return true;
    }
    if (!hasRoom(permissions.values())) {
      return false;
    }
    // Any port will do: the relay looks at the address only.
    var address = new InetSocketAddress(peer, 0);
    permissions.put(peer, new RelayPeer(address, RelayPeer.NO_CHANNEL, now));
    return true;
  }

  /** Notes a wanted channel; false when there are too many. */
  boolean bind(long now, InetSocketAddress peer) {
    RelayPeer known = channels.get(peer);
    if (known != null) {
      known.want(now);
      return true;
    }
    if (!hasRoom(channels.values())) {
      return false;
    }
    // Round and round: a number may not meet another peer for 5 minutes (RFC 8656 section 12).
    while (byNumber[nextNumber] != null) {
      nextNumber = (nextNumber + 1) % byNumber.length;
    }
    RelayPeer channel = new RelayPeer(peer, ChannelData.FIRST_CHANNEL + nextNumber, now);
    byNumber[nextNumber] = channel;
    nextNumber = (nextNumber + 1) % byNumber.length;
    channels.put(peer, channel);
    return true;
  }

  /** Where all places are taken, one that nobody needs makes way. */
  private boolean hasRoom(Collection<RelayPeer> places) {
    if (places.size() < CAPACITY) {
      return true;
    }
    Optional<RelayPeer> idle = places.stream().filter(each -> each.forgotten).findFirst();
    idle.ifPresent(this::remove);
    return idle.isPresent();
  }

  void forget(InetAddress peer) {
    RelayPeer permission = permissions.get(peer);
    if (permission != null) {
      permission.forget();
    }
    channels.values().stream()
        .filter(each -> peer.equals(each.address.getAddress()))
        .forEach(RelayPeer::forget);
  }

  void remove(RelayPeer peer) {
    if (peer.isChannel()) {
      channels.remove(peer.address);
      byNumber[peer.channel - ChannelData.FIRST_CHANNEL] = null;
    } else {
      permissions.remove(peer.address.getAddress());
    }
  }

  /** Whether this is still wanted: an answer may come after {@link #forget}. */
  boolean holds(RelayPeer peer) {
    RelayPeer held =
        peer.isChannel() ? channels.get(peer.address) : permissions.get(peer.address.getAddress());
    return held == peer && !peer.forgotten;
  }

  /** The bound channel of that peer, or {@link RelayPeer#NO_CHANNEL}. */
  int channelOf(InetSocketAddress peer) {
    RelayPeer found = channels.get(peer);
    return found != null && found.granted ? found.channel : RelayPeer.NO_CHANNEL;
  }

  /** Whom the channel belongs to; null for a channel we never asked for. */
  @Nullable InetSocketAddress peerOf(int channel) {
    int index = channel - ChannelData.FIRST_CHANNEL;
    RelayPeer found = index >= 0 && index < byNumber.length ? byNumber[index] : null;
    return found == null || found.forgotten ? null : found.address;
  }

  /** Whether anything already lets this peer's packets through. */
  boolean isPermitted(InetAddress peer) {
    RelayPeer permission = permissions.get(peer);
    return (permission != null && permission.granted)
        || channels.values().stream()
            .anyMatch(each -> each.granted && peer.equals(each.address.getAddress()));
  }

  List<RelayPeer> due(long now) {
    List<RelayPeer> due = new ArrayList<>();
    permissions.values().stream().filter(each -> each.dueAt <= now).forEach(due::add);
    channels.values().stream().filter(each -> each.dueAt <= now).forEach(due::add);
    return due;
  }

  long deadline() {
    long earliest = Machine.NEVER;
    for (RelayPeer each : permissions.values()) {
      earliest = Math.min(earliest, each.dueAt);
    }
    for (RelayPeer each : channels.values()) {
      earliest = Math.min(earliest, each.dueAt);
    }
    return earliest;
  }
}
