package dev.awl.peer.strategy;

import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.PortAllocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is known to open some holes that the {@link StrategyMatrix} leaves to the relay, with
 * what it would cost: guessing ports of symmetric NATs.
 *
 * @param name as in the design's matrix
 * @param probes to be sent by each side that has to guess
 * @param probability that one of them opens the hole
 */
public record Untried(String name, long probes, double probability) {

  /** Ports that a NAT with random ports picks from: 1024 to 65535. */
  private static final double PORTS = 64_512;

  /** Sockets that a symmetric side opens, each with a mapping to be found. */
  private static final int SOCKETS = 256;

  /** Sockets times window: a NAT with sequential ports is nearly always found within these. */
  private static final int PREDICTED = 8 * 16;

  private static final double PREDICTION = 0.99;

  /** Of the lists below, each plan is told with its costs at these odds. */
  private static final double[] ODDS = {0.5, 0.99};

  /** What would be left to try for this pair; nothing where the matrix has a hole for it. */
  public static List<Untried> between(
      @Nullable NatLabel ours,
      PortAllocation ourPorts,
      @Nullable NatLabel theirs,
      PortAllocation theirPorts) {
    List<Untried> untried = new ArrayList<>();
    boolean blocked = ours == NatLabel.BLOCKED || theirs == NatLabel.BLOCKED;
    if (ours == null || theirs == null || blocked || ours.meetsDirectly(theirs)) {
      return untried;
    }
    boolean both = ours == NatLabel.SN && theirs == NatLabel.SN;
    boolean predictable =
        (ours != NatLabel.SN || ourPorts == PortAllocation.SEQUENTIAL)
            && (theirs != NatLabel.SN || theirPorts == PortAllocation.SEQUENTIAL);
    if (predictable) {
      String name = both ? "mutual-prediction" : "port-prediction";
      untried.add(new Untried(name, PREDICTED, PREDICTION));
    }
    if (!both || !predictable) {
      for (double each : ODDS) {
        untried.add(
            both
                ? new Untried("mutual-birthday", mutualProbes(each), each)
                : new Untried("birthday", probes(each), each));
      }
    }
    return untried;
  }

  /** One side guesses: P = 1 - e^(-probes sockets / ports). */
  private static long probes(double probability) {
    return Math.round(-Math.log(1 - probability) * PORTS / SOCKETS);
  }

  /** Both guess: a probe of each has to meet one of the other, P = 1 - e^(-(probes / ports)^2). */
  private static long mutualProbes(double probability) {
    return Math.round(Math.sqrt(-Math.log(1 - probability)) * PORTS);
  }
}
