package dev.awl.cli;

import dev.awl.classifier.Detection;
import dev.awl.classifier.NioDatagramSockets;
import dev.awl.classifier.Settings;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.Endpoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One NAT detection on an event loop of its own, from a thread that may wait. */
final class NatDetection {

  /** An answer that takes longer than this may as well be a refusal: look. */
  private static final long PROMPT_MILLIS = 300;

  /** Longer than any detection. */
  private static final long LIMIT_SECONDS = 8;

  private final List<Endpoint> servers;
  private final Consumer<String> progress;
  private boolean refusalIsFailure;

  /**
   * @param servers the addresses of one STUN server, the one to start with first
   */
  NatDetection(List<Endpoint> servers, Consumer<String> progress) {
    this.servers = servers;
    this.progress = progress;
  }

  /** Fails where the server's port is closed, instead of calling that blocked UDP. */
  NatDetection refusalIsFailure() {
    refusalIsFailure = true;
    return this;
  }

  NatReport run() {
    List<InetSocketAddress> resolved = servers.stream().map(NatDetection::resolve).toList();
    InetSocketAddress first = resolved.get(0);
    Settings settings = Settings.of(first).alsoAt(resolved);
    AtomicBoolean heard = new AtomicBoolean();
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("awl-detect", true), NioIoHandler.newFactory());
    try (ClosedPort probe = ClosedPort.ask(first)) {
      Future<NatReport> detection =
          Detection.run(
              group.next(),
              new NioDatagramSockets(),
              settings,
              what -> {
                heard.set(true);
                progress.accept(what);
              });
      boolean done = detection.await(PROMPT_MILLIS, TimeUnit.MILLISECONDS);
      if (!done && refusalIsFailure && !heard.get() && probe.refused()) {
        detection.cancel(false);
        throw new AwlException(
            ExitCode.FAILED,
            "stun-refused",
            "no STUN server at "
                + servers.get(0)
                + ": the UDP port is closed, or a firewall refuses it; check host and port");
      }
      return resultOf(detection);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwlException(ExitCode.FAILED, "interrupted", "interrupted", e);
    } finally {
      var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private static NatReport resultOf(Future<NatReport> detection) throws InterruptedException {
    if (!detection.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      detection.cancel(false);
      throw new AwlException(ExitCode.FAILED, "timeout", "NAT detection did not end; try again");
    }
    if (!detection.isSuccess()) {
      Throwable cause = detection.cause();
      throw new AwlException(ExitCode.FAILED, "failed", Failures.describe(cause), cause);
    }
    return detection.getNow();
  }

  private static InetSocketAddress resolve(Endpoint server) {
    InetSocketAddress resolved = new InetSocketAddress(server.host(), server.port());
    if (resolved.isUnresolved()) {
      throw new AwlException(
          ExitCode.FAILED,
          "stun-unresolved",
          "the STUN server's name " + server.host() + " has no address; check it, or the network");
    }
    return resolved;
  }
}
