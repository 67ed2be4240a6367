package dev.awl.peer.punch;

/** What a {@link HolePuncher} wants done. */
public sealed interface PunchCommand {

  /** Send one padded probe. */
  record Probe(Path path) implements PunchCommand {}

  /** The path is open in both directions and carries packets of full size. */
  record Open(Path path, long roundTripNanos) implements PunchCommand {}

  /** Every target had its probes; no more are sent until the next round. */
  record RoundOver(int probes, int answered) implements PunchCommand {}
}
