package dev.awl.classifier;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.util.List;

/** Reports as detection makes them. */
final class NatReports {

  static final NatReport PORT_RESTRICTED = behindNat(NatLabel.PC, PortAllocation.PRESERVING, 0);

  static final NatReport BLOCKED =
      new NatReport(
          NatLabel.BLOCKED,
          false,
          false,
          MappingBehaviour.UNKNOWN,
          FilteringBehaviour.UNKNOWN,
          null,
          false,
          PortAllocation.UNKNOWN,
          0,
          null,
          null,
          Addresses.address("192.168.1.2", 40_000),
          2100);

  static final List<NatReport> ALL =
      List.of(
          PORT_RESTRICTED,
          BLOCKED,
          behindNat(null, PortAllocation.RANDOM, 0),
          behindNat(NatLabel.SN, PortAllocation.SEQUENTIAL, 1),
          behindNat(NatLabel.FC, PortAllocation.UNKNOWN, 0),
          behindNat(NatLabel.OPEN, PortAllocation.PRESERVING, 0),
          behindNat(NatLabel.FIREWALL, PortAllocation.PRESERVING, 0),
          behindNat(NatLabel.RC, PortAllocation.PRESERVING, 0));

  private NatReports() {}

  static NatReport behindNat(NatLabel label, PortAllocation allocation, int delta) {
    return new NatReport(
        label,
        true,
        true,
        MappingBehaviour.ENDPOINT_INDEPENDENT,
        FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT,
        false,
        allocation == PortAllocation.PRESERVING,
        allocation,
        delta,
        null,
        Addresses.address("203.0.113.11", 40_000),
        Addresses.address("192.168.1.2", 40_000),
        640);
  }
}
