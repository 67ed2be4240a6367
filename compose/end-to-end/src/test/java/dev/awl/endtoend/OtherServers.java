package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** STUN and TURN servers that nobody here wrote, on the lab's server. */
final class OtherServers {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private OtherServers() {}

  /** The one of RFC 3489, on both addresses. */
  static LabProcess stund(Topology lab, Path logs) {
    LabProcess stund = start(lab, logs, "stund", "-h", Topology.SERVER, "-a", Topology.ALTERNATE);
    awaitAll(lab);
    return stund;
  }

  /** coturn on the first address, with {@code more} options. */
  static LabProcess coturn(Topology lab, Path logs, String... more) {
    Stream<String> line =
        Stream.of(
            "turnserver",
            "-n",
            "--no-cli",
            "--no-tls",
            "--no-dtls",
            "--pidfile=/run/lab/coturn.pid",
            "--log-file=stdout",
            "-L",
            Topology.SERVER);
    LabProcess coturn =
        start(lab, logs, Stream.concat(line, Stream.of(more)).toArray(String[]::new));
    if (List.of(more).contains(Topology.ALTERNATE)) {
      awaitAll(lab);
    }
    Ports.awaitTcp(lab.server(), 3478, LIMIT); // which it opens after those of UDP
    return coturn;
  }

  /** Two addresses with two ports each, which are opened one after the other. */
  private static void awaitAll(Topology lab) {
    for (String address : List.of(Topology.SERVER, Topology.ALTERNATE)) {
      for (int port : new int[] {3478, 3479}) {
        Ports.awaitUdp(lab.server(), address, port, LIMIT);
      }
    }
  }

  private static LabProcess start(Topology lab, Path logs, String... command) {
    LabProcess server = LabProcess.start(lab.server(), logs.resolve(command[0] + ".log"), command);
    Ports.awaitUdp(lab.server(), 3478, LIMIT);
    return server;
  }
}
