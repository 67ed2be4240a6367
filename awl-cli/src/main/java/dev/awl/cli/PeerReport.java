package dev.awl.cli;

import dev.awl.peer.PathReport;
import dev.awl.peer.PeerEvents;
import dev.awl.peer.PeerSession;
import dev.awl.wire.AddressText;
import dev.awl.wire.rendezvous.PeerId;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Prints what happens to a peer, on both sides alike. */
class PeerReport implements PeerEvents {

  private static final int MOST_REFUSED = 1000;

  private final Function<PeerId, String> names;
  private final Output output;
  private final Set<PeerId> refused = new HashSet<>();

  /**
   * Prints there.
   *
   * @param names what people here call a peer
   */
  PeerReport(Function<PeerId, String> names, Output output) {
    this.names = names;
    this.output = output;
  }

  /** What people here call it. */
  final String name(PeerId peer) {
    return names.apply(peer);
  }

  @Override
  public void path(PathReport path) {
    String local = AddressText.here(path.local());
    String remote = AddressText.here(path.remote());
    output.line(
        String.format(
            Locale.ROOT,
            "path    %s to %s by %s: %s -> %s, %.1f ms round trip, after %d ms",
            path.kind(),
            name(path.peer()),
            path.strategy(),
            local,
            remote,
            path.roundTripMillis(),
            path.elapsedMillis()));
    output.event(
        "path",
        json -> {
          json.writeStringField("peer", path.peer().toString());
          json.writeStringField("kind", path.kind().toString());
          json.writeStringField("strategy", path.strategy().toString());
          json.writeStringField("local", local);
          json.writeStringField("remote", remote);
          json.writeNumberField("rtt_ms", Math.round(path.roundTripMillis() * 1000) / 1000.0);
          json.writeNumberField("elapsed_ms", path.elapsedMillis());
        });
  }

  @Override
  public void connected(PeerSession session) {
    output.event("connected", json -> json.writeStringField("peer", session.peer().toString()));
  }

  @Override
  public void disconnected(PeerSession session, String reason) {
    output.line("gone    " + name(session.peer()) + ": " + reason);
    output.event(
        "disconnected",
        json -> {
          json.writeStringField("peer", session.peer().toString());
          json.writeStringField("reason", reason);
        });
  }

  @Override
  public void untrusted(PeerId peer) {
    synchronized (refused) {
      if (refused.size() >= MOST_REFUSED) {
        refused.clear();
      }
      if (!refused.add(peer)) {
        return; // said once: who is refused may try again and again
      }
    }
    output.line("refused " + peer + ": not trusted; `awl trust " + peer + "` lets it in");
    output.event("untrusted", json -> json.writeStringField("peer", peer.toString()));
  }

  @Override
  public void takenOver(String reason) {
    output.line("notice  " + reason);
    output.event("taken-over", json -> json.writeStringField("message", reason));
  }

  @Override
  public void reachableAgain() {
    String text = "the other process has ended: others reach this one again";
    output.line("notice  " + text);
    output.event("reachable-again", json -> json.writeStringField("message", text));
  }

  @Override
  public void notice(String text) {
    output.line("notice  " + text);
    output.event("notice", json -> json.writeStringField("message", text));
  }
}
