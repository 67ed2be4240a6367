package dev.awl.peer.trust;

import dev.awl.wire.rendezvous.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A peer that its owner trusts.
 *
 * @param name unique in a home; a letter, then letters, digits, dashes: never taken for an ID or a
 *     code
 * @param since when it was first trusted
 * @param allow the services it may use; empty: all
 * @param server the rendezvous where it was met; null: not known
 */
public record KnownPeer(
    String name, PeerId id, Instant since, List<String> allow, @Nullable String server) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final int MAX_NAME = 32;

  public KnownPeer {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a peer's name has 1 to 32 lower-case letters, digits and dashes and begins with a"
              + " letter");
    }
    allow = List.copyOf(allow);
  }

  /** Whether the text can name a peer. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The name nearest to what a peer, or a machine, calls itself. */
  public static String nameOf(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("\\..*", "");
    String name = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
    return name.isEmpty() ? "peer" : name.substring(0, Math.min(name.length(), MAX_NAME));
  }

  /** Whether it may use this service. */
  public boolean allows(String service) {
    return allow.isEmpty() || allow.contains(service);
  }

  KnownPeer named(String other) {
    return new KnownPeer(other, id, since, allow, server);
  }
}
