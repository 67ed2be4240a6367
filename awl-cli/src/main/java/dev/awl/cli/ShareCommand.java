package dev.awl.cli;

import dev.awl.peer.PeerSettings;
import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.AlgHelpers;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.Rate;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.peer.trust.TrustWatch;
import dev.awl.wire.rendezvous.PeerId;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code awl share}: the inner side offers services to peers it trusts. */
@Command(
    name = "share",
    header = "Offer services of this machine or its network to the peers you trust.",
    description = {
      "A SERVICE is [NAME=]SCHEME://HOST:PORT[-PORT], as in web=http://127.0.0.1:8080, "
          + "tcp://10.0.0.5:8000-8100 or udp://10.0.0.1:53; schemes: tcp, udp, http, ssh, ftp, "
          + "ftps, tftp. With lan=socks5://10.0.0.0/8 the peers reach every host of these "
          + "networks, with ftps-passthrough://HOST:21?data=40000-40019 an FTP server whose TLS "
          + "and passive ports stay as they are (in clear: ftp-fixed).",
      "",
      "Behind a SERVICE may stand ?allow=PEER,... (only these peers), ?rate=20Mbit/s and "
          + "?connections=100 (what it may take), ?connect=5s and ?idle=10m (time-outs), and "
          + "?proxy=v2 (the target gets a PROXY protocol header), joined by &. Put quotes around it: ? and & mean something to a shell."
    },
    footer = {
      "",
      "Examples:",
      "  awl share web=http://127.0.0.1:8080      shows a code for the other machine",
      "  awl share ssh://127.0.0.1:22 udp://127.0.0.1:51820",
      "  awl share tcp://10.0.0.5:8000-8100 --no-code",
      "  awl share 'files=tcp://127.0.0.1:873?rate=20Mbit/s' --rate 50Mbit/s"
    })
final class ShareCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(arity = "1..*", paramLabel = "SERVICE", description = "What to share.")
  private List<String> given = List.of();

  @Option(
      names = "--trust",
      paramLabel = "PEER",
      description =
          "A peer that may connect: what `awl id` prints there, or a name that `awl peers` lists."
              + " May be repeated.")
  private List<String> trust = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What peers that pair shall call this one (default: the machine's name).")
  private @Nullable String name;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description =
          "What may go each way over all services together, as in 20Mbit/s or 2.5MB/s; for one of"
              + " them ?rate= (default: no limit).")
  private @Nullable Rate rate;

  @Option(
      names = "--use",
      description =
          "What connecting peers share in turn (`awl connect --share`) gets ports on this machine.")
  private boolean use;

  @Option(names = "--no-code", description = "Show no pairing code: only known peers connect.")
  private boolean noCode;

  private List<SharedService> services = List.of();
  private final Set<PeerId> trusted = new LinkedHashSet<>();

  @Mixin private ServerOption server = new ServerOption();

  ShareCommand(Awl awl) {
    this.awl = awl;
  }

  /** A port alone enables nothing; but somebody may wonder later why no listing comes. */
  private static void suggestHelper(Service service, PeerReport report) {
    AlgHelper usual = AlgHelpers.usualOn(service.port());
    String plain = usual != null && usual.isDatagram() ? "udp" : "tcp";
    if (usual != null && service.protocol().equals(plain)) {
      report.notice(
          service
              + ": connections that it negotiates would not be followed; if it is "
              + usual.name()
              + ", share "
              + usual.name()
              + "://"
              + service.target());
    }
  }

  @Override
  public Integer call() throws IdentityException, TrustException {
    TrustStore known = TrustStore.open(awl.home());
    services = GivenServices.read(given, known);
    trust.forEach(each -> trusted.add(PeerReference.resolve(each, known)));
    URI url = server.url();
    String ownName = OwnName.of(name);
    Identity identity = Identity.loadOrCreate(awl.home());
    if (trusted.contains(identity.id())) {
      throw AwlException.usage(
          "--trust: that is this peer's own ID; give what `awl id` prints on the other machine");
    }
    Output output = awl.output();
    try (Foreground foreground = new Foreground()) {
      PeerReport report =
          use ? new CallersPorts(known::nameOf, output) : new PeerReport(known::nameOf, output);
      PeerSettings settings =
          RunningPeer.settings(url, identity)
              .trusting(new GivenAndKnown(trusted, known))
              .sharing(services)
              .within(new Limits(rate, 0))
              .build();
      RunningPeer running = foreground.closeLater(RunningPeer.start(settings, report));
      services.forEach(each -> suggestHelper(each.service(), report));
      if (ControlSocket.isServed(awl.home().resolve(UpCommand.SOCKET))) {
        report.notice("`awl up` runs with this home; until this ends, others do not reach it");
      }
      foreground.closeLater(
          TrustWatch.start(
              awl.home(), known, () -> running.client().trustChanged(), report::notice));
      ShownCodes codes = new ShownCodes(output, url, known);
      if (!noCode) {
        running.client().pairing().showCodes(ownName, codes);
      }
      tell(output, identity.id(), url, known, noCode ? null : codes.awaitFirst());
      foreground.await();
    }
    return ExitCode.DONE.number();
  }

  private void tell(Output output, PeerId self, URI url, TrustStore known, @Nullable String code) {
    for (SharedService each : services) {
      output.line("shares  " + each.service());
    }
    for (PeerId each : trusted) {
      output.line("trusts  " + each);
    }
    for (KnownPeer each : known.peers()) {
      output.line("trusts  " + each.name() + " (" + each.id().brief() + ")");
    }
    boolean nobody = trusted.isEmpty() && known.peers().isEmpty();
    if (nobody && code == null) {
      output.line("trusts  nobody yet: `awl trust PEER` with what `awl id` prints there");
    }
    output.line("ready; on the other machine:");
    if (code != null) {
      output.line("  awl connect " + code + " --server " + url);
      output.line("The code works once, within 10 minutes; then a new one is shown.");
    }
    if (!nobody || code == null) {
      output.line("  awl connect " + self + " --server " + url);
    }
    output.event(
        "ready",
        json -> {
          json.writeStringField("peer", self.toString());
          if (code != null) {
            json.writeStringField("code", code);
          }
          json.writeArrayFieldStart("services");
          for (SharedService shared : services) {
            Service each = shared.service();
            json.writeStartObject();
            json.writeStringField("name", each.name());
            json.writeStringField("protocol", each.protocol());
            json.writeStringField("target", each.target());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
