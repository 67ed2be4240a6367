package dev.awl.cli;

import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The one setting by which a peer finds everything. */
final class ServerOption {

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The rendezvous server: ws://HOST:PORT, wss://HOST (default: $$AWL_SERVER).")
  @Nullable String text;

  /** The one that a command read by itself. */
  static ServerOption of(String text) {
    ServerOption option = new ServerOption();
    option.text = text;
    return option;
  }

  /** The server's URL, or one line about what is wrong with it. */
  URI url() {
    return url((String) null);
  }

  /** The same; where none is given, the one where the peer was met. */
  URI url(TrustStore known, @Nullable PeerId peer) {
    return url(peer == null ? null : known.find(peer).map(KnownPeer::server).orElse(null));
  }

  private URI url(@Nullable String otherwise) {
    String environment = Places.environment();
    if (text == null && environment != null) {
      return Places.serverOfEnvironment(environment);
    }
    String given = text != null ? text : otherwise;
    if (given == null || given.isBlank()) {
      throw AwlException.usage(
          "no server: give --server ws://HOST:8080 or set AWL_SERVER; `awl serve` runs one");
    }
    return Places.server(given);
  }
}
