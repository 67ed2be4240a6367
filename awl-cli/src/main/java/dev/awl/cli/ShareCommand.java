package dev.awl.cli;

import dev.awl.peer.PeerSettings;
import dev.awl.peer.Trust;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.SharedService;
import dev.awl.wire.rendezvous.PeerId;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code awl share}: the inner side offers services to peers it trusts. */
@Command(
    name = "share",
    description = {
      "Offer services of this machine or its network to the peers you trust.",
      "A SERVICE is [NAME=]SCHEME://HOST:PORT, as in web=http://127.0.0.1:8080 or tcp://db:5432."
    })
final class ShareCommand implements Callable<Integer> {

  private final Awl awl;

  @Parameters(
      arity = "1..*",
      paramLabel = "SERVICE",
      converter = ServiceConverter.class,
      description = "What to share.")
  private List<SharedService> services = List.of();

  @Option(
      names = "--trust",
      paramLabel = "PEER",
      converter = PeerIdConverter.class,
      description = "A peer that may connect: what `awl id` prints there. May be repeated.")
  private Set<PeerId> trusted = new LinkedHashSet<>();

  @Mixin private ServerOption server = new ServerOption();

  ShareCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IdentityException {
    URI url = server.url();
    Identity identity = Identity.loadOrCreate(awl.home());
    Output output = awl.output();
    try (Foreground foreground = new Foreground()) {
      PeerSettings settings =
          RunningPeer.settings(url, identity).trusting(Trust.of(trusted)).sharing(services).build();
      foreground.closeLater(RunningPeer.start(settings, new PeerReport(output)));
      tell(output, identity.id(), url);
      foreground.await();
    }
    return ExitCode.DONE.number();
  }

  private void tell(Output output, PeerId self, URI url) {
    for (SharedService each : services) {
      output.line("shares  " + each.service());
    }
    if (trusted.isEmpty()) {
      output.line("trusts  nobody yet: add --trust with the other peer's `awl id`");
    }
    for (PeerId each : trusted) {
      output.line("trusts  " + each);
    }
    output.line("ready; on the other machine: awl connect " + self + " --server " + url);
    output.event(
        "ready",
        json -> {
          json.writeStringField("peer", self.toString());
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
