package dev.awl.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The two ports of a STUN server. */
final class StunOptions {

  @Option(
      names = "--stun-ports",
      paramLabel = "P1,P2",
      split = ",",
      hideParamSyntax = true,
      description = "The UDP ports of STUN (default: 3478,3479).")
  List<Integer> ports = List.of(3478, 3479);

  int first() {
    return port(0);
  }

  int second() {
    return port(1);
  }

  private int port(int index) {
    if (ports.size() != 2 || ports.stream().anyMatch(p -> p < 0 || p > 65_535)) {
      throw AwlException.usage("--stun-ports takes two ports, as in 3478,3479");
    }
    return ports.get(index);
  }
}
