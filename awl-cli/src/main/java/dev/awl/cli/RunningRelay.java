package dev.awl.cli;

import dev.awl.relay.server.RelayServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What signals and commands do to a relay of this process. */
final class RunningRelay {

  private static final Logger log = LoggerFactory.getLogger(RunningRelay.class);

  private final Output output;
  private final Foreground foreground;
  private final RelayServer server;
  private final Consumer<String> newSecret;
  private String secret;

  /**
   * @param secret the one that credentials are made from now
   * @param newSecret told of each one that takes over
   */
  RunningRelay(
      Output output,
      Foreground foreground,
      RelayServer server,
      String secret,
      Consumer<String> newSecret) {
    this.output = output;
    this.foreground = foreground;
    this.server = server;
    this.secret = secret;
    this.newSecret = newSecret;
  }

  /** Opens the control socket: {@code chosen}, or one in {@code home}, which may fail. */
  void takeCommands(Path home, @Nullable Path chosen) {
    int port = server.addresses().get(0).getPort();
    Path path = chosen != null ? chosen : RelayControlPath.of(home, port);
    try {
      foreground.closeLater(
          ControlSocket.open(path, "awl relay", new RelayAnswers(server.control())));
    } catch (IOException e) {
      if (chosen != null) {
        throw new AwlException(ExitCode.FAILED, "control", Failures.describe(e), e);
      }
      log.warn("{}; awl relay sessions and kick do not work; give --control", e.getMessage());
    }
  }

  /**
   * Takes secrets, ranges and quotas from options read again; without a secret it keeps its own.
   */
  synchronized void reload(Supplier<RelayOptions> read, Consumer<Exception> complain) {
    try {
      RelayOptions options = read.get();
      String current = options.secret == null ? secret : options.secret;
      server.control().reload(options.users(current), options.peers(), options.quotas());
      secret = current;
      newSecret.accept(current);
      output.line("reloaded: secrets, peer ranges and quotas");
      output.event("reloaded", json -> {});
    } catch (RuntimeException e) {
      complain.accept(
          new AwlException(
              ExitCode.FAILED,
              "reload",
              "not reloaded, the former settings stay: " + Failures.describe(e),
              e));
    }
  }

  /** Refuses new allocations and waits for the last one to end, so long at most. */
  void drain(int seconds) {
    CompletableFuture<Void> drained = server.control().drain();
    if (seconds == 0 || drained.isDone()) {
      return;
    }
    long left = server.counters().allocations();
    output.line(
        "draining: %d allocations left, no new ones; ends within %d s, at once on a second signal"
            .formatted(left, seconds));
    output.event(
        "draining",
        json -> {
          json.writeNumberField("allocations", left);
          json.writeNumberField("seconds", seconds);
        });
    try {
      drained.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      log.debug("allocations are left, and end now");
    } catch (ExecutionException | InterruptedException e) {
      log.debug("draining ends", e);
    }
  }
}
