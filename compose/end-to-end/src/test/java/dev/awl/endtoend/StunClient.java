package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;
import java.time.Duration;

/** Debian's {@code stun} (package stun-client, the RFC 3489 client of the vovida project). */
final class StunClient {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private StunClient() {}

  /** The type that the client prints, up to the details after it. */
  static String typeSeenBy(Host host) {
    // The exit code is the type: never 0.
    String output = host.attempt(LIMIT, "stun", Topology.SERVER).output();
    String type =
        output.lines().filter(line -> line.startsWith("Primary: ")).findFirst().orElse(output);
    return type.replace("Primary: ", "")
        .replaceAll(",? (preserves ports|random port|no hairpin|will hairpin),?", "")
        .strip();
  }

  /** Its words for a label. */
  static String typeOf(NatLabel nat) {
    return switch (nat) {
      case OPEN -> "Open";
      case FIREWALL -> "Firewall";
      case FC -> "Independent Mapping, Independent Filter";
      case RC -> "Independent Mapping, Address Dependent Filter";
      case PC -> "Independent Mapping, Port Dependent Filter";
      case SN -> "Dependent Mapping";
      case BLOCKED -> "Blocked or could not reach STUN server";
    };
  }

  /**
   * Its exit code, with bit 1 for a NAT that keeps the port, bit 4 for hairpinning where it was
   * tried.
   */
  static int exitCode(NatLabel nat) {
    return switch (nat) {
      case OPEN -> 1;
      case FIREWALL -> 11;
      case FC -> 19;
      case RC -> 21;
      case PC -> 23;
      case SN -> 24;
      case BLOCKED -> 28;
    };
  }
}
