package dev.awl.cli;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.pairing.PairingCode;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code awl connect}: the access side makes a peer's services reachable on this machine. */
@Command(
    name = "connect",
    description = "Use the services a peer shares: each one gets a port on this machine.",
    footer = {
      "",
      "Examples:",
      "  awl connect 4-quartz-marble              the code that `awl share` shows there",
      "  awl connect nas                          once paired, by name",
      "  awl connect nas --map web=9000 --map ssh=0.0.0.0:2222",
      "  awl connect nas --path direct            fail where only the relay works"
    })
final class ConnectCommand implements Callable<Integer> {

  /** The other side is given twenty seconds. */
  private static final long PAIRING_SECONDS = 25;

  private final Awl awl;

  @Parameters(
      arity = "1..3", // a code may be typed with spaces
      hideParamSyntax = true,
      paramLabel = "PEER|CODE|NAME",
      description = {
        "Which peer: the code that `awl share` shows there, a name that `awl peers` lists here,"
            + " or the peer's ID."
      })
  private List<String> words = List.of();

  private String peer = "";

  @Option(
      names = "--map",
      paramLabel = "SERVICE=[ADDR:]PORT[-PORT]",
      converter = MappedPort.Converter.class,
      description =
          "Listen here for this service, and only for those named. May be repeated"
              + " (default: all, on loopback, on the service's own port if it is free).")
  private List<MappedPort> maps = new ArrayList<>();

  @Option(
      names = "--share",
      paramLabel = "SERVICE",
      description =
          "Share this with the peer in turn, over the same connection; it uses it with"
              + " `awl share --use`. May be repeated.")
  private List<String> shares = new ArrayList<>();

  @Option(
      names = "--path",
      paramLabel = "KIND",
      converter = PathConverter.class,
      completionCandidates = PathWords.class,
      description =
          "Which paths to use: direct ones alone, the relay alone, or auto, the best there is"
              + " (default: auto).")
  private PathPreference path = PathPreference.AUTO;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What the peer shall call this one when they pair (default: the machine's name).")
  private @Nullable String name;

  @Mixin private FtpOptions ftp = new FtpOptions();

  @Mixin private FtpsOptions ftps = new FtpsOptions();

  @Mixin private ServerOption server = new ServerOption();

  ConnectCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IdentityException, TrustException {
    peer = String.join(" ", words);
    String ownName = OwnName.of(name);
    PortChoice ports = new PortChoice(maps);
    TrustStore known = TrustStore.open(awl.home());
    List<SharedService> services = GivenServices.read(shares, known);
    PairingCode code = PairingCode.looksLike(peer) ? parsed(peer) : null;
    PeerId target = code == null ? target(known) : null;
    URI url = server.url(known, target);
    Identity identity = Identity.loadOrCreate(awl.home());
    if (target != null && target.equals(identity.id())) {
      throw AwlException.usage("that is this peer's own ID; give the one that shares");
    }
    try (Foreground foreground = new Foreground()) {
      awl.output().progress("registering at " + url.getAuthority() + " ...");
      PeerAccess access =
          new PeerAccess(
              ports,
              ftp.dataConnections(),
              ftps.bridge(awl.home()),
              !services.isEmpty(),
              known::nameOf,
              awl.output());
      RunningPeer running =
          foreground.closeLater(
              RunningPeer.start(
                  RunningPeer.settings(url, identity)
                      .onlyCalling()
                      .preferring(path)
                      .sharing(services)
                      .trusting(new CalledPeer(access, known))
                      .build(),
                  access));
      PeerId found = code == null ? target : pair(running, code, ownName, known, url);
      if (found != null) {
        awl.output().progress("connecting to " + known.nameOf(found) + " ...");
        access.connect(running, found);
      }
      foreground.await();
    } finally {
      awl.output().progress(""); // an error's line begins at the left
    }
    return ExitCode.DONE.number();
  }

  private PeerId target(TrustStore known) {
    try {
      return PeerReference.resolve(peer, known);
    } catch (AwlException e) {
      throw e.exit() == ExitCode.PEER_OFFLINE
          ? new AwlException(e.exit(), e.code(), e.line() + "; a code is like 4-quartz-marble", e)
          : e;
    }
  }

  private static PairingCode parsed(String text) {
    try {
      return PairingCode.parse(text);
    } catch (IllegalArgumentException e) {
      throw AwlException.usage(Failures.describe(e));
    }
  }

  private PeerId pair(
      RunningPeer running, PairingCode code, String ownName, TrustStore known, URI url) {
    awl.output().progress("pairing by code " + code + " ...");
    return RunningPeer.await(
            running
                .client()
                .pairing()
                .pair(code, ownName, found -> ShownCodes.keep(found, known, url, awl.output())),
            PAIRING_SECONDS)
        .id();
  }
}
