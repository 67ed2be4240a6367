package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;

/** The words of coturn's {@code turnutils_natdiscovery -m -f} for a label. */
final class NatDiscovery {
  private NatDiscovery() {}

  /** Mapping, then filtering; nothing where no answer comes. */
  static String[] of(NatLabel nat) {
    return switch (nat) {
      case OPEN, FC -> both("Endpoint Independent", "Endpoint Independent");
      case RC -> both("Endpoint Independent", "Address Dependent");
      case FIREWALL, PC -> both("Endpoint Independent", "Address and Port Dependent");
      case SN -> both("Address and Port Dependent", "Address and Port Dependent");
      case BLOCKED -> new String[0];
    };
  }

  private static String[] both(String mapping, String filtering) {
    return new String[] {
      "NAT with " + mapping + " Mapping!", "NAT with " + filtering + " Filtering!"
    };
  }
}
