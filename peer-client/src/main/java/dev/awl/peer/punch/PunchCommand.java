package dev.awl.peer.punch;

import java.util.List;

/** What a {@link HolePuncher} wants done. */
public sealed interface PunchCommand {

  /** Send one padded probe. */
  record Probe(Path path) implements PunchCommand {}

  /** The path is open in both directions and carries packets of full size. */
  record Open(Path path, long roundTripNanos) implements PunchCommand {}

  /**
   * Every target had its probes; no more are sent until the next round.
   *
   * @param open the paths that are open now
   */
  record RoundOver(int probes, List<Path> open) implements PunchCommand {}
}
