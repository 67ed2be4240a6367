package dev.awl.cli;

import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code awl peers}: whom this peer trusts. */
@Command(
    name = "peers",
    description = "List the peers that this one knows and lets in.",
    footer = {"", "Example:", "  awl peers --json"})
final class PeersCommand implements Callable<Integer> {

  private final Awl awl;

  PeersCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws TrustException {
    List<KnownPeer> peers = TrustStore.open(awl.home()).peers();
    Output output = awl.output();
    if (peers.isEmpty()) {
      output.line("no peers yet: pair by the code of `awl share`, or `awl trust` an ID");
    } else {
      Table table = new Table("NAME", "PEER", "SINCE", "MAY USE");
      for (KnownPeer each : peers) {
        table.row(each.name(), each.id().toString(), each.since().toString(), services(each));
      }
      table.print(output);
    }
    peers.forEach(each -> event("peer", each, output));
    return ExitCode.DONE.number();
  }

  static String services(KnownPeer peer) {
    return peer.allow().isEmpty() ? "everything" : String.join(",", peer.allow());
  }

  static void event(String name, KnownPeer peer, Output output) {
    output.event(
        name,
        json -> {
          json.writeStringField("peer", peer.id().toString());
          json.writeStringField("name", peer.name());
          json.writeStringField("since", peer.since().toString());
          json.writeArrayFieldStart("allow");
          for (String service : peer.allow()) {
            json.writeString(service);
          }
          json.writeEndArray();
        });
  }
}
