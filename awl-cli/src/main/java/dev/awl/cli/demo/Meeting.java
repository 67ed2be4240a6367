package dev.awl.cli.demo;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import dev.awl.cli.RunningPeer;
import dev.awl.natlab.NatType;
import dev.awl.peer.PathReport;
import dev.awl.peer.PeerSession;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.ServiceUser;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.strategy.Strategy;
import dev.awl.peer.strategy.StrategyMatrix;
import dev.awl.wire.nat.NatReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One pair of NATs: two peers start, meet, and a file travels. */
final class Meeting {

  private static final long DETECTION_SECONDS = 10;

  private final URI server;
  private final NatType homeNat;
  private final NatType awayNat;
  private final FileServer files;
  private final Story story;
  private final Paths paths = new Paths();

  Meeting(URI server, NatType homeNat, NatType awayNat, FileServer files, Story story) {
    this.server = server;
    this.homeNat = homeNat;
    this.awayNat = awayNat;
    this.files = files;
    this.story = story;
  }

  /** Runs it; what goes wrong in the play is in the outcome, not thrown. */
  Outcome run() throws IOException {
    Identity homeKey = Identity.generate();
    Identity awayKey = Identity.generate();
    Service web = new Service("web", "http", Loopback.SERVER.getHostAddress(), files.port());
    try (DemoPeer home =
            new DemoPeer(
                server,
                homeKey,
                homeNat,
                Loopback.HOME,
                Loopback.HOME_NAT,
                Set.of(awayKey.id()),
                List.of(SharedService.of(web)),
                new Told("home", new Paths()));
        DemoPeer away =
            new DemoPeer(
                server,
                awayKey,
                awayNat,
                Loopback.AWAY,
                Loopback.AWAY_NAT,
                Set.of(),
                List.of(),
                new Told("away", paths))) {
      List<String> problems = new ArrayList<>();
      check("home", homeNat, report(home), problems);
      check("away", awayNat, report(away), problems);
      return meet(away, homeKey, problems);
    }
  }

  private NatReport report(DemoPeer peer) {
    try {
      return peer.nat().get(DETECTION_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwlException(ExitCode.FAILED, "interrupted", "interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AwlException(ExitCode.FAILED, "nat", "NAT detection did not end", e);
    }
  }

  private void check(String who, NatType type, NatReport report, List<String> problems) {
    if (report.label() != type.label()) {
      problems.add(who + "'s NAT is " + type.label() + ", detection says " + report.label());
    }
  }

  private Outcome meet(DemoPeer away, Identity homeKey, List<String> problems) throws IOException {
    Strategy plan = StrategyMatrix.plans(awayNat.label(), homeNat.label()).get(0);
    story.tell("matrix", homeNat + " × " + awayNat + ": " + plan);
    double speed = 0;
    boolean equal = false;
    try {
      story.tell("away", "connects to " + homeKey.id().brief());
      PeerSession session = RunningPeer.await(away.client().connect(homeKey.id()));
      if (session.strategy() != plan) {
        problems.add("the matrix says " + plan + ", the peers chose " + session.strategy());
      }
      Download download = fetch(openListener(session));
      equal = download.sha256().equals(files.hash());
      speed = download.megabytesPerSecond();
      told(download, equal);
      if (!equal) {
        problems.add("the file that arrived is another one");
      }
      paths.judge(plan, problems);
    } catch (AwlException e) {
      problems.add(e.line());
    } catch (IOException e) {
      problems.add("the download broke: " + e.getMessage());
    }
    return new Outcome(
        homeNat, awayNat, plan, paths.relayMillis(), paths.directMillis(), speed, equal, problems);
  }

  private static BoundListener openListener(PeerSession session) {
    PeerChannel channel = session.channel();
    if (channel == null) {
      throw new IllegalStateException("a connected session has a channel");
    }
    ServiceUser user = new ServiceUser(channel);
    List<Service> offered = RunningPeer.await(RunningPeer.on(channel.eventLoop(), user::list));
    InetSocketAddress anyPort = new InetSocketAddress(Loopback.SERVER, 0);
    return RunningPeer.await(
        RunningPeer.on(channel.eventLoop(), () -> user.listen(offered.get(0), anyPort)));
  }

  private Download fetch(BoundListener listener) throws IOException {
    InetSocketAddress local = listener.address();
    String host = local.getAddress().getHostAddress();
    URI uri = URI.create("http://" + host + ":" + local.getPort() + "/demo.bin");
    story.tell("away", "fetches " + uri);
    try {
      return Download.of(uri, story::progress);
    } finally {
      story.progressOver();
      listener.close();
    }
  }

  private void told(Download download, boolean equal) {
    Look look = story.look();
    String hash = download.sha256().substring(0, 12);
    story.tell(
        "file",
        String.format(
            Locale.ROOT,
            "%.1f MB in %.2f s: %s, SHA-256 %s (%s...)",
            download.bytes() / 1e6,
            download.nanos() / 1e9,
            look.bold(String.format(Locale.ROOT, "%.0f MB/s", download.megabytesPerSecond())),
            equal ? look.green("equal") : look.red("DIFFERENT"),
            hash));
  }

  /** What a peer says, as lines of the story. */
  private final class Told implements DemoPeer.Watcher {
    private final String who;
    private final Paths seen;

    Told(String who, Paths seen) {
      this.who = who;
      this.seen = seen;
    }

    @Override
    public void nat(NatReport report) {
      InetSocketAddress mapped = report.mapped();
      String label = String.valueOf(report.label());
      String type = report.label() == null ? "unknown" : report.label().type();
      story.tell(
          who,
          "finds its NAT: "
              + story.look().cyan(label)
              + " ("
              + type
              + ")"
              + (mapped == null
                  ? ""
                  : ", seen as " + mapped.getAddress().getHostAddress() + ":" + mapped.getPort()));
    }

    @Override
    public void path(PathReport path) {
      seen.add(path);
      if (seen != paths) {
        return; // both ends see every path; one of them tells
      }
      Look look = story.look();
      boolean relayed = path.kind().isRelayed();
      story.tell(
          relayed ? "relay" : "direct",
          String.format(
              Locale.ROOT,
              "%s after %d ms: %s → %s, %.1f ms round trip",
              relayed ? look.yellow("by relay") : look.green(hole(path)),
              path.elapsedMillis(),
              text(path.local()),
              text(path.remote()),
              path.roundTripMillis()));
    }

    private String hole(PathReport path) {
      return path.strategy() == Strategy.DIRECT ? "direct" : "through the hole";
    }

    private String text(InetSocketAddress address) {
      return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void channel(PeerSession session) {
      if (seen == paths) {
        story.tell("channel", "QUIC, TLS 1.3: both peers proved the key of their ID");
      }
    }

    @Override
    public void notice(String line) {
      story.tell(who, line);
    }
  }
}
