package dev.awl.cli;

import dev.awl.classifier.BindingLifetime;
import dev.awl.classifier.Detection;
import dev.awl.classifier.NioDatagramSockets;
import dev.awl.classifier.Settings;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** NAT detections on an event loop of their own, from a thread that may wait. */
final class NatDetection implements AutoCloseable {

  /** An answer that takes longer than this may never come: see whether the server is there. */
  private static final Duration PROMPT = Duration.ofMillis(300);

  /** Longer than any detection. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final Consumer<String> progress;
  private final NioDatagramSockets sockets = new NioDatagramSockets();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("awl-detect", true), NioIoHandler.newFactory());

  /**
   * @param progress told what is learned, on the event loop
   */
  NatDetection(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * Detects with one server.
   *
   * @throws AwlException where the server is not there, which is not the same as blocked UDP
   */
  Detected detect(DetectTarget target) {
    EventLoop loop = group.next();
    Findings findings = new Findings(loop, sockets, progress);
    Settings settings = Settings.of(target.first()).alsoAt(target.addresses());
    try (ClosedPort probe = ClosedPort.ask(target.first())) {
      Future<NatReport> detection = Detection.run(loop, sockets, settings, findings);
      CompletableFuture<TcpCheck> check = null;
      boolean refused = false;
      if (!detection.await(PROMPT.toMillis(), TimeUnit.MILLISECONDS)
          && findings.nothing()
          && !target.knownToBeUp()) {
        check = TcpCheck.start(target.first());
        refused = probe.refused();
        if (refused && TcpCheck.outcomeOf(check) != TcpCheck.ANSWERED) {
          detection.cancel(false);
          throw refused(target);
        }
      }
      NatReport report = await(detection, LIMIT);
      if (report.label() == NatLabel.BLOCKED && check != null) {
        explainSilence(target, TcpCheck.outcomeOf(check), refused, findings);
      }
      return new Detected(target, report, findings.limits(), findings.gateway(), null);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void explainSilence(
      DetectTarget target, TcpCheck check, boolean refused, Findings findings) {
    switch (check) {
      case ANSWERED ->
          findings.cannotTell(
              refused
                  ? "the server answers over TCP, but something on the way refuses UDP"
                  : "the server answers over TCP, but nothing comes back over UDP");
      case ACCEPTED ->
          findings.cannotTell(
              "something accepts TCP at that port, but does not speak STUN: check the port; if it"
                  + " is right, UDP is blocked");
      case REFUSED ->
          findings.cannotTell(
              "the server's host is up and refuses TCP: perhaps it serves no STUN at all");
      case SILENT ->
          throw new AwlException(
              ExitCode.FAILED,
              "stun-unreachable",
              "nothing comes back from "
                  + target.name()
                  + ", neither over UDP nor over TCP: check the name, and whether this network"
                  + " has a way out");
    }
  }

  private static AwlException refused(DetectTarget target) {
    return new AwlException(
        ExitCode.FAILED,
        "stun-refused",
        "no STUN server at "
            + target.name()
            + ": the UDP port is closed, and nothing speaks STUN over TCP; check host and port");
  }

  /** Measures how long the NAT keeps an idle binding: minutes. */
  Detected measureLifetime(Detected detected, Duration longest) {
    Findings findings = new Findings(group.next(), sockets, progress);
    Future<BindingLifetime> measuring =
        Detection.measureLifetime(
            group.next(), sockets, detected.target().first(), detected.report(), longest, findings);
    try {
      BindingLifetime lifetime = await(measuring, longest.multipliedBy(2).plusMinutes(1));
      List<String> limits = new ArrayList<>(detected.limits());
      limits.addAll(findings.limits());
      return new Detected(detected.target(), detected.report(), limits, detected.gateway(), null)
          .with(lifetime);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static <T> T await(Future<T> detection, Duration limit) throws InterruptedException {
    if (!detection.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      detection.cancel(false);
      throw new AwlException(ExitCode.FAILED, "timeout", "NAT detection did not end; try again");
    }
    @Nullable Throwable cause = detection.cause();
    if (cause != null) {
      throw new AwlException(ExitCode.FAILED, "failed", Failures.describe(cause), cause);
    }
    return detection.getNow();
  }

  private static AwlException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AwlException(ExitCode.FAILED, "interrupted", "interrupted", e);
  }

  @Override
  public void close() {
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
