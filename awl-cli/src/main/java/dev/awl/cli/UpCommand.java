package dev.awl.cli;

import dev.awl.cli.up.UpFile;
import dev.awl.cli.up.UpSettings;
import dev.awl.peer.PeerException;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.peer.trust.TrustWatch;
import dev.awl.wire.AddressText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code awl up}: both roles from a file, as a daemon. */
@Command(
    name = "up",
    header = "Share services and use those of other peers, as awl.toml says.",
    description =
        "Runs until it is stopped. SIGHUP, or `awl reload`, reads the file again; what stays "
            + "as it is goes on undisturbed. Waits for a server that is not there yet.",
    footer = {
      "",
      "Examples:",
      "  awl up                        awl.toml in --home",
      "  awl up --config /etc/awl/awl.toml",
      "  awl up --check                only say what is wrong with the file"
    })
final class UpCommand implements Callable<Integer> {

  /** In the home. */
  static final String SOCKET = "up.sock";

  /** What it reads, in the home. */
  static final String FILE = "awl.toml";

  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(32);

  private final Awl awl;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "What to share and to use (default: awl.toml in --home).")
  private @Nullable Path config;

  @Option(names = "--check", description = "Read the file, say what is wrong with it, and end.")
  private boolean check;

  UpCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IdentityException, TrustException, IOException {
    TrustStore known = TrustStore.open(awl.home());
    UpSettings settings = read(known);
    if (check) {
      settings.doubts().forEach(this::notice);
      awl.output().line(file() + " is good");
      awl.output().event("checked", json -> json.writeStringField("file", file().toString()));
      return ExitCode.DONE.number();
    }
    Identity identity = Identity.loadOrCreate(awl.home());
    try (Foreground foreground = new Foreground()) {
      // Before anything is registered: a second daemon must not throw the first one out.
      AnswersOnceStarted answers = new AnswersOnceStarted();
      foreground.closeLater(ControlSocket.open(awl.home().resolve(SOCKET), "awl up", answers));
      UpDaemon daemon = foreground.closeLater(start(settings, identity, known, foreground));
      foreground.closeLater(
          TrustWatch.start(awl.home(), known, daemon::trustChanged, daemon.report()::notice));
      serveMetrics(daemon.settings().metrics(), daemon, foreground);
      answers.begin(new UpControl(daemon, identity.id(), () -> reload(daemon)));
      foreground.onHangUp(
          () -> {
            try {
              reload(daemon);
            } catch (AwlException e) {
              awl.complain(e);
            }
          });
      tell(daemon, identity);
      daemon.connect(); // what comes of it is told after that
      foreground.await();
    }
    return ExitCode.DONE.number();
  }

  /**
   * A daemon outlasts a server, or a network, that is not there as yet. Each attempt is with the
   * file as it is then, unless that has a mistake.
   */
  private UpDaemon start(
      UpSettings first, Identity identity, TrustStore known, Foreground foreground)
      throws IdentityException {
    foreground.onHangUp(() -> {});
    UpSettings settings = first;
    Duration wait = FIRST_WAIT;
    while (true) {
      try {
        return UpDaemon.start(settings, identity, known, awl.home(), awl.output());
      } catch (AwlException e) {
        if (!e.code().equals(PeerException.Code.SERVER_UNREACHABLE.toString())) {
          throw e;
        }
        notice(e.line() + "; trying again in " + wait.toSeconds() + " s");
        if (!foreground.pause(wait)) {
          throw e;
        }
      }
      wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : wait;
      try {
        settings = read(known);
      } catch (AwlException e) {
        awl.complain(e);
      }
    }
  }

  private void notice(String what) {
    awl.output().line("notice  " + what);
    awl.output().event("notice", json -> json.writeStringField("message", what));
  }

  private void serveMetrics(
      @Nullable InetSocketAddress at, UpDaemon daemon, Foreground foreground) {
    if (at == null) {
      return;
    }
    MetricsPage page;
    try {
      page =
          foreground.closeLater(
              MetricsPage.open(
                  at, () -> RunningPeer.await(daemon.loop().submit(() -> UpMetrics.of(daemon)))));
    } catch (IOException e) {
      throw CannotListen.because(e, "another metrics = \"[ADDR:]PORT\" in " + file());
    }
    String address = AddressText.here(page.address());
    awl.output().line("metrics on http://" + address + "/metrics");
    awl.output().event("metrics", json -> json.writeStringField("address", address));
  }

  private Path file() {
    if (config != null && config.toString().isEmpty()) {
      throw AwlException.usage("--config is empty; name a file, or leave it out");
    }
    return config == null ? awl.home().resolve(FILE) : config;
  }

  private UpSettings read(TrustStore known) throws IdentityException {
    return UpFile.read(file(), known, OwnId.in(awl.home()), Places.environment());
  }

  /** One at a time; a file with a mistake changes nothing. */
  private synchronized String reload(UpDaemon daemon) {
    UpSettings next;
    try {
      next = read(daemon.known());
    } catch (AwlException | IdentityException e) {
      String why = e instanceof AwlException known ? known.line() : Failures.describe(e);
      throw new AwlException(
          ExitCode.FAILED, "reload", "not reloaded, all stays as it is: " + why, e);
    }
    String restart = daemon.follow(next);
    String said = "reloaded " + file() + (restart == null ? "" : "; " + restart);
    awl.output().line(said);
    awl.output().event("reloaded", json -> json.writeStringField("message", said));
    return said;
  }

  private void tell(UpDaemon daemon, Identity identity) {
    daemon.shared().forEach(each -> awl.output().line("shares  " + each));
    awl.output().line("ready; this peer is " + identity.id());
    awl.output()
        .event(
            "ready",
            json -> {
              json.writeStringField("peer", identity.id().toString());
              json.writeStringField("server", daemon.server().toString());
              json.writeNumberField("services", daemon.settings().services().size());
            });
  }
}
