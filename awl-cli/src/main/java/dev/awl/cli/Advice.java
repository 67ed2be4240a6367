package dev.awl.cli;

import dev.awl.peer.PathReport;
import dev.awl.wire.nat.NatLabel;
import org.jspecify.annotations.Nullable;

/** What would help a pair of peers to a better path, in a line. */
final class Advice {

  private Advice() {}

  static String of(@Nullable NatLabel ours, @Nullable NatLabel theirs, @Nullable PathReport path) {
    if (path != null && !path.kind().isRelayed()) {
      return "nothing: the path is direct";
    }
    if (ours == NatLabel.BLOCKED || theirs == NatLabel.BLOCKED) {
      String whose = ours == NatLabel.BLOCKED ? "this side's" : "the other side's";
      return "UDP does not leave " + whose + " network: let UDP out to the server's ports";
    }
    if (ours == null || theirs == null) {
      return "the NAT of " + (ours == null ? "this" : "the other") + " side is not known yet: wait";
    }
    if (!ours.meetsDirectly(theirs)) {
      return "the matrix has no hole for "
          + ours
          + " with "
          + theirs
          + ": on either router enable UPnP, NAT-PMP or PCP, or forward a UDP port to the peer"
          + " (udp-port in awl.toml fixes it)";
    }
    return "a hole was expected: a firewall may drop UDP between the two; the relay stands in";
  }
}
