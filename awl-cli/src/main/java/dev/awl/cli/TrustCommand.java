package dev.awl.cli;

import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.service.Service;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustException;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code awl trust}: lets a peer in, or changes what it may use. */
@Command(
    name = "trust",
    description = {
      "Let a peer in, or change what a known one may use. Running commands see it at once."
    },
    footer = {
      "",
      "Examples:",
      "  awl trust ID --name laptop               ID is what `awl id` prints there",
      "  awl trust laptop --allow web,ssh         nothing else from now on",
      "  awl trust laptop --allow all             everything again"
    })
final class TrustCommand implements Callable<Integer> {

  private static final String EVERYTHING = "all";

  private final Awl awl;

  @Parameters(
      arity = "1",
      paramLabel = "PEER",
      description = "Its ID, or the name of a known peer: see `awl peers`.")
  private String peer = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call it here (default: the name it has, or else peer).")
  private @Nullable String name;

  @Option(
      names = "--allow",
      paramLabel = "SERVICE",
      split = ",",
      description =
          "The services it may use: names, or all (default: those it may use already, or else all)."
              + " May be repeated.")
  private @Nullable List<String> allow;

  TrustCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws TrustException, IdentityException {
    TrustStore store = TrustStore.open(awl.home());
    PeerId id = PeerReference.resolve(peer, store);
    if (Objects.equals(id, OwnId.in(awl.home()))) {
      throw AwlException.usage("that is this peer's own ID; give what `awl id` prints there");
    }
    Optional<KnownPeer> before = store.find(id);
    if (name != null && store.find(name).filter(other -> !other.id().equals(id)).isPresent()) {
      throw AwlException.usage("another peer is called '" + name + "'; `awl peers` lists them");
    }
    KnownPeer kept =
        store.put(
            new KnownPeer(
                name != null ? given(name) : before.map(KnownPeer::name).orElse("peer"),
                id,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                services(before.map(KnownPeer::allow).orElse(List.of())),
                before.map(KnownPeer::server).orElse(null)));
    awl.output()
        .line("trusts  " + kept.name() + " (" + id + ") for " + PeersCommand.services(kept));
    PeersCommand.event("trusted", kept, awl.output());
    return ExitCode.DONE.number();
  }

  private static String given(String text) {
    if (!KnownPeer.isName(text)) {
      throw AwlException.usage(
          "--name '" + text + "': 1 to 32 lower-case letters, digits and dashes, a letter first");
    }
    return text;
  }

  private List<String> services(List<String> before) {
    if (allow == null) {
      return before;
    }
    for (String each : allow) {
      if (!Service.isName(each)) {
        throw AwlException.usage(
            "--allow '"
                + each
                + "': no service is called so; names are of lower-case letters, digits, '.', '-'"
                + " and '_', and all is everything");
      }
    }
    return allow.contains(EVERYTHING) ? List.of() : allow;
  }
}
