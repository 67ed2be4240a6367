package dev.awl.peer.channel;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.path.SteadyEpoll;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Two peers in one JVM, each on a loop of its own, joined by a {@link Wire}. {@code dialer} has the
 * lower ID.
 */
public final class PeerPair implements AutoCloseable {

  /** One end. */
  public static final class End implements PeerChannelListener {
    public final Identity identity;
    public final EventLoop loop;
    public final CompletableFuture<Void> ready = new CompletableFuture<>();
    public final CompletableFuture<String> closed = new CompletableFuture<>();
    public PeerChannel channel;

    End(Identity identity, EventLoop loop) {
      this.identity = identity;
      this.loop = loop;
    }

    /** Runs on this end's loop and waits for the result. */
    public <T> T call(Callable<T> task) {
      try {
        return loop.submit(task).get(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Runs on this end's loop and waits for its end. */
    public void run(Step step) {
      call(
          () -> {
            step.run();
            return true;
          });
    }

    @Override
    public void ready() {
      ready.complete(null);
    }

    @Override
    public void closed(String reason) {
      closed.complete(reason);
    }
  }

  /** What an end does without a result. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          2, Epoll.isAvailable() ? SteadyEpoll.newFactory() : NioIoHandler.newFactory());
  public final Wire wire;
  public final End dialer;
  public final End listener;

  /** Both peers know each other's true ID. */
  public PeerPair() {
    this(Identity.generate(), Identity.generate());
  }

  private PeerPair(Identity one, Identity other) {
    boolean ordered = one.id().compareTo(other.id()) < 0;
    dialer = new End(ordered ? one : other, group.next());
    listener = new End(ordered ? other : one, group.next());
    wire = new Wire(dialer, listener);
  }

  /** Opens both channels; each end asks for the given identity's ID. */
  public PeerPair open(Identity dialerExpects, Identity listenerExpects) {
    openEnd(listener, listenerExpects, wire.towards(dialer));
    openEnd(dialer, dialerExpects, wire.towards(listener));
    return this;
  }

  public PeerPair open() {
    return open(listener.identity, dialer.identity);
  }

  public PeerPair awaitReady() throws Exception {
    dialer.ready.get(30, TimeUnit.SECONDS);
    listener.ready.get(30, TimeUnit.SECONDS);
    return this;
  }

  public static void openEnd(End end, Identity expects, DatagramRoute route) {
    end.channel =
        end.call(() -> PeerChannel.open(end.loop, end.identity, expects.id(), route, end));
  }

  @Override
  public void close() {
    for (End end : new End[] {dialer, listener}) {
      if (end.channel != null) {
        end.run(end.channel::close);
      }
    }
    group.shutdownGracefully(10, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(5000);
    wire.close();
  }
}
