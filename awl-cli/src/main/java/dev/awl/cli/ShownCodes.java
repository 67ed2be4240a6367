package dev.awl.cli;

import dev.awl.peer.pairing.PairedPeer;
import dev.awl.peer.pairing.PairingCode;
import dev.awl.peer.pairing.PairingException;
import dev.awl.peer.pairing.PairingListener;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The pairing codes of a sharing peer: prints them, and keeps who pairs by one. */
final class ShownCodes implements PairingListener {

  /** The server answers at once, or has not heard of codes. */
  private static final long FIRST_CODE_SECONDS = 3;

  private final Output output;
  private final URI server;
  private final TrustStore known;
  private final CompletableFuture<String> first = new CompletableFuture<>();

  ShownCodes(Output output, URI server, TrustStore known) {
    this.output = output;
    this.server = server;
    this.known = known;
  }

  /** The first code, which goes with what is said at the start; null where there is none. */
  @Nullable String awaitFirst() {
    return first
        .completeOnTimeout("", FIRST_CODE_SECONDS, TimeUnit.SECONDS)
        .thenApply(code -> code.isEmpty() ? null : code)
        .join();
  }

  /** The line to paste at the other machine. */
  String line(String code) {
    return "awl connect " + code + " --server " + server;
  }

  @Override
  public void code(PairingCode code, Duration lifetime) {
    if (!first.complete(code.toString())) {
      output.line("code    " + code + "   (" + line(code.toString()) + ")");
      output.event(
          "code",
          json -> {
            json.writeStringField("code", code.toString());
            json.writeNumberField("expires_s", lifetime.toSeconds());
          });
    }
  }

  @Override
  public void paired(PairedPeer peer) throws Exception {
    keep(peer, known, server, output);
  }

  /** Stores a peer that has proven its key, and says so. */
  static KnownPeer keep(PairedPeer peer, TrustStore known, URI server, Output output)
      throws Exception {
    KnownPeer kept =
        known.put(
            known
                .find(peer.id())
                .orElseGet(
                    () ->
                        new KnownPeer(
                            KnownPeer.nameOf(peer.name()),
                            peer.id(),
                            Instant.now().truncatedTo(ChronoUnit.SECONDS),
                            List.of(),
                            server.toString())));
    output.line("paired  " + kept.name() + " (" + kept.id() + ")");
    output.event(
        "paired",
        json -> {
          json.writeStringField("peer", kept.id().toString());
          json.writeStringField("name", kept.name());
        });
    return kept;
  }

  @Override
  public void failed(PairingException why) {
    notice(why.code().toString(), String.valueOf(why.getMessage()));
  }

  @Override
  public void noCode(String why) {
    first.complete("");
    notice("no-code", why);
  }

  private void notice(String code, String text) {
    output.line("notice  " + text);
    output.event(
        "pairing-failed",
        json -> {
          json.writeStringField("code", code);
          json.writeStringField("message", text);
        });
  }
}
