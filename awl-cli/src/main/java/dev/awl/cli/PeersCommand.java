package dev.awl.cli;

import dev.awl.cli.up.UpFile;
import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code awl peers}: whom this peer trusts. */
@Command(
    name = "peers",
    header = "List the peers that this one knows and lets in.",
    description =
        "Those of the home, and those of its awl.toml, whose word counts where a peer is in "
            + "both. In JSON, \"everything\":true means that a peer may use every service; "
            + "\"allow\" is empty then.",
    footer = {"", "Example:", "  awl peers --json"})
final class PeersCommand implements Callable<Integer> {

  private final Awl awl;

  PeersCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws TrustException {
    TrustStore known = TrustStore.open(awl.home());
    Map<String, ListedPeer> listed = UpFile.peers(awl.home().resolve(UpCommand.FILE), known);
    Set<PeerId> inFile = listed.values().stream().map(ListedPeer::id).collect(Collectors.toSet());
    List<KnownPeer> others =
        known.peers().stream().filter(each -> !inFile.contains(each.id())).toList();
    Output output = awl.output();
    if (listed.isEmpty() && others.isEmpty()) {
      output.line("no peers yet: pair by the code of `awl share`, or `awl trust` an ID");
    } else {
      Table table = new Table("NAME", "PEER", "SINCE", "MAY USE");
      listed.forEach(
          (name, each) -> table.row(name, each.id().toString(), UpCommand.FILE, services(each)));
      for (KnownPeer each : others) {
        table.row(each.name(), each.id().toString(), each.since().toString(), services(each));
      }
      table.print(output);
    }
    listed.forEach((name, each) -> event(name, each, output));
    others.forEach(each -> event("peer", each, output));
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
          json.writeBooleanField("everything", peer.allow().isEmpty());
          json.writeArrayFieldStart("allow");
          for (String service : peer.allow()) {
            json.writeString(service);
          }
          json.writeEndArray();
        });
  }

  private static String services(ListedPeer peer) {
    Set<String> allow = peer.allow();
    return allow == null ? "everything" : String.join(",", new TreeSet<>(allow));
  }

  private static void event(String name, ListedPeer peer, Output output) {
    Set<String> allow = peer.allow();
    output.event(
        "peer",
        json -> {
          json.writeStringField("peer", peer.id().toString());
          json.writeStringField("name", name);
          json.writeStringField("file", UpCommand.FILE);
          json.writeBooleanField("everything", allow == null);
          json.writeArrayFieldStart("allow");
          for (String service : allow == null ? List.<String>of() : new TreeSet<>(allow)) {
            json.writeString(service);
          }
          json.writeEndArray();
        });
  }
}
