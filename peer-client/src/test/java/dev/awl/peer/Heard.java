package dev.awl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.exchange.NatSummary;
import dev.awl.wire.rendezvous.PeerId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Everything a peer told, by kind. */
final class Heard implements PeerEvents {

  final BlockingQueue<PathReport> paths = new LinkedBlockingQueue<>();
  final BlockingQueue<PeerId> connected = new LinkedBlockingQueue<>();
  final BlockingQueue<NatSummary> theirNats = new LinkedBlockingQueue<>();
  final BlockingQueue<String> disconnected = new LinkedBlockingQueue<>();
  final BlockingQueue<PeerId> untrusted = new LinkedBlockingQueue<>();
  final BlockingQueue<String> takenOver = new LinkedBlockingQueue<>();

  /** The next one; fails when none comes within 10 s. */
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T event = queue.poll(30, TimeUnit.SECONDS);
    assertThat(event).as("an event within 10 s").isNotNull();
    return event;
  }

  @Override
  public void path(PathReport path) {
    paths.add(path);
  }

  @Override
  public void connected(PeerSession session) {
    connected.add(session.peer());
  }

  @Override
  public void theirNat(PeerSession session) {
    theirNats.add(session.theirNat());
  }

  @Override
  public void disconnected(PeerSession session, String reason) {
    disconnected.add(reason);
  }

  @Override
  public void untrusted(PeerId peer) {
    untrusted.add(peer);
  }

  @Override
  public void takenOver(String reason) {
    takenOver.add(reason);
  }
}
