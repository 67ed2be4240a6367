package dev.awl.cli.demo;

import dev.awl.natlab.NatType;
import dev.awl.peer.strategy.Strategy;
import java.util.List;

/**
 * What came of one pair of NATs.
 *
 * @param plan the one the peers chose
 * @param relayMillis from connect to the relay path, -1: there was none
 * @param directMillis from connect to the direct path, -1: there was none
 * @param problems in words; empty: all is as the matrix says
 */
record Outcome(
    NatType home,
    NatType away,
    Strategy plan,
    long relayMillis,
    long directMillis,
    double megabytesPerSecond,
    boolean hashEqual,
    List<String> problems) {

  Outcome {
    problems = List.copyOf(problems);
  }

  boolean asExpected() {
    return problems.isEmpty();
  }

  boolean direct() {
    return directMillis >= 0;
  }

  String pair() {
    return home + " x " + away;
  }
}
