package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Distance between the lab's server and everybody else: a cable that delays each frame. The
 * kernel's own (netem) is missing where the lab runs.
 */
final class DelayLine implements AutoCloseable {

  /** Puts the two ends of the cable in the place of the short one. */
  private static final String SWAP =
      """
      ip -n core link del server0
      ip -n core link set far1 netns server
      ip -n core link set far0 name server0
      ip -n server link set far1 name eth0
      ip -n core addr add 203.0.113.254/24 dev server0
      ip -n server addr add 203.0.113.1/24 dev eth0
      ip -n server addr add 203.0.113.2/24 dev eth0
      ip -n core link set server0 up
      ip -n server link set eth0 up
      ip -n server route add default via 203.0.113.254
      """;

  private final LabProcess process;

  private DelayLine(LabProcess process) {
    this.process = process;
  }

  /**
   * From now on everything takes {@code oneWay} to the server, and as long back. Call it before
   * anything runs on the server.
   */
  static DelayLine between(Topology lab, Path home, Duration oneWay) {
    LabProcess process =
        LabProcess.startAndAwait(
            lab.core(),
            home.resolve("delay-line.log"),
            "ready",
            "perl",
            Program.path("delay-line.pl"),
            "far0",
            "far1",
            "" + oneWay.toMillis());
    try {
      lab.core().enclosure().script(SWAP);
      // Neighbours find each other before anything is measured.
      for (String address : List.of(Topology.SERVER, Topology.ALTERNATE)) {
        lab.core()
            .shell(Duration.ofSeconds(10), "until ping -qc1 -W2 " + address + "; do :; done")
            .succeeded();
      }
      return new DelayLine(process);
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
