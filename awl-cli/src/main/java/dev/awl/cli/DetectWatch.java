package dev.awl.cli;

import dev.awl.wire.AddressText;
import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changed between one detection and the next. What a later one could not find out does not
 * count as a change: a packet lost is no other NAT.
 */
final class DetectWatch {

  private final Map<String, String> known = new LinkedHashMap<>();

  /** The changes since the report before, a word each: {@code label PC -> SN}; none at first. */
  List<String> changes(NatReport report) {
    boolean first = known.isEmpty();
    List<String> changes =
        facts(report).entrySet().stream()
            .filter(each -> !each.getValue().equals(known.getOrDefault(each.getKey(), "")))
            .map(
                each ->
                    each.getKey()
                        + " "
                        + known.getOrDefault(each.getKey(), "unknown")
                        + " -> "
                        + each.getValue())
            .toList();
    known.putAll(facts(report));
    return first ? List.of() : changes;
  }

  /** What is known, by name; mapped ports are left out, for every detection has new ones. */
  private static Map<String, String> facts(NatReport report) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("udp", report.udp() ? "passes" : "blocked");
    if (report.label() != null) {
      facts.put("label", report.label().name());
    }
    facts.put("local", AddressText.of(report.local().getAddress()));
    if (report.mapped() != null) {
      InetAddress mapped = report.mapped().getAddress();
      facts.put("mapped", AddressText.of(mapped));
    }
    if (report.mapping() != MappingBehaviour.UNKNOWN) {
      facts.put("mapping", report.mapping().toString());
    }
    if (report.filtering() != FilteringBehaviour.UNKNOWN) {
      facts.put("filtering", report.filtering().toString());
    }
    if (report.allocation() != PortAllocation.UNKNOWN) {
      facts.put("ports", report.allocation().toString());
    }
    return facts;
  }
}
