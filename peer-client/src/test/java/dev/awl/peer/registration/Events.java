package dev.awl.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Everything a link told its listener, in order. */
final class Events implements RendezvousListener {

  record Disconnected(String reason, Duration retryIn) {}

  record TakenOver(String reason) {}

  record Released() {}

  record TooLate() {}

  private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

  /** The next event; fails when it is of another kind or does not come within 20 s. */
  <T> T next(Class<T> kind) throws InterruptedException {
    Object event = queue.poll(20, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(kind);
    return kind.cast(event);
  }

  /**
   * An event of its own after this time on the link's loop: what comes before it is in time,
   * however busy the machine is.
   */
  Future<?> tooLateAfter(Duration limit, EventLoop loop) {
    return loop.schedule(() -> queue.add(new TooLate()), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  @Override
  public void registered(RendezvousMessage.Welcome welcome) {
    queue.add(welcome);
  }

  @Override
  public void relayGrant(RendezvousMessage.RelayGrant grant) {
    queue.add(grant);
  }

  @Override
  public void disconnected(String reason, Duration retryIn) {
    queue.add(new Disconnected(reason, retryIn));
  }

  @Override
  public void takenOver(String reason) {
    queue.add(new TakenOver(reason));
  }

  @Override
  public void released() {
    queue.add(new Released());
  }

  @Override
  public void found(PeerId peer, byte[] spki) {
    queue.add(new RendezvousMessage.Found(peer, spki));
  }

  @Override
  public void notFound(PeerId peer) {
    queue.add(new RendezvousMessage.NotFound(peer));
  }

  @Override
  public void offer(PeerId from, SessionId session, byte[] sealed) {
    queue.add(new RendezvousMessage.Offer(from, session, sealed));
  }

  @Override
  public void answer(PeerId from, SessionId session, byte[] sealed) {
    queue.add(new RendezvousMessage.Answer(from, session, sealed));
  }

  @Override
  public void rejected(PeerId by, SessionId session, String reason) {
    queue.add(new RendezvousMessage.Reject(by, session, reason));
  }

  @Override
  public void error(RendezvousMessage.Refused error) {
    queue.add(error);
  }
}
