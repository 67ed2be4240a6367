package dev.awl.cli.up;

import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code awl.toml} may call a peer: a name of {@code [peers]}, one known here, or an ID.
 *
 * @param own the ID that nobody else has; null: not known
 */
record PeerNames(Map<String, ListedPeer> listed, TrustStore known, @Nullable PeerId own) {

  /** What is said where another peer should stand. */
  static final String OWN = "that is this peer's own ID; give what `awl id` prints there";

  /**
   * The peer that is meant.
   *
   * @param key where the table names it, for the message
   */
  PeerId find(String text, TomlReader table, String key) {
    ListedPeer named = listed.get(text);
    if (named != null) {
      return named.id();
    }
    PeerId found =
        known
            .find(text)
            .map(KnownPeer::id)
            .orElseGet(
                () -> {
                  try {
                    return PeerId.parse(text);
                  } catch (IllegalArgumentException e) {
                    throw table.error(
                        key,
                        "'" + text + "' is no peer: not in [peers], not known here, and no ID");
                  }
                });
    if (Objects.equals(found, own)) {
      throw table.error(key, OWN);
    }
    return found;
  }
}
