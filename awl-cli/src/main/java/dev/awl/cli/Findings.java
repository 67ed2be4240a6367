package dev.awl.cli;

import dev.awl.classifier.DatagramSockets;
import dev.awl.classifier.Progress;
import dev.awl.classifier.gateway.DefaultGateway;
import dev.awl.classifier.gateway.OutsideAddress;
import dev.awl.cli.Detected.Gateway;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a running detection tells: handed on, kept, and acted on. As soon as a NAT shows, its router
 * is asked for the outside address, while the tests go on.
 */
final class Findings implements Progress {

  /** What is left for the router to answer, once the tests are done; it had as long before. */
  private static final long PATIENCE_MILLIS = 300;

  private final EventLoop loop;
  private final DatagramSockets sockets;
  private final Consumer<String> progress;
  private final List<String> limits = new ArrayList<>();
  private boolean nothing = true;
  private @Nullable InetAddress router;
  private @Nullable Future<Optional<InetAddress>> outside;

  Findings(EventLoop loop, DatagramSockets sockets, Consumer<String> progress) {
    this.loop = loop;
    this.sockets = sockets;
    this.progress = progress;
  }

  @Override
  public synchronized void learned(String what) {
    nothing = false;
    progress.accept(what);
  }

  @Override
  public synchronized void cannotTell(String why) {
    limits.add(why);
    progress.accept(why);
  }

  @Override
  public synchronized void seenAs(InetSocketAddress mapped, InetSocketAddress local) {
    if (!mapped.getAddress().equals(local.getAddress())
        && local.getAddress() instanceof Inet4Address self
        && !self.isLoopbackAddress()) {
      router = DefaultGateway.find();
      if (router != null) {
        outside = OutsideAddress.ask(loop, sockets, router, self);
      }
    }
  }

  /** Whether nothing was heard so far. */
  synchronized boolean nothing() {
    return nothing;
  }

  synchronized List<String> limits() {
    return List.copyOf(limits);
  }

  /** What the router said; null where it said nothing, or there is no NAT. */
  synchronized @Nullable Gateway gateway() throws InterruptedException {
    if (router == null || outside == null) {
      return null;
    }
    boolean answered = outside.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) && outside.isSuccess();
    InetAddress address = answered ? outside.getNow().orElse(null) : null;
    return address == null ? null : new Gateway(router, address);
  }
}
