package dev.awl.classifier;

import dev.awl.wire.AddressText;
import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.nat.PortAllocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tests of a {@link NatClassifier} say together, and what they leave open. */
record Conclusions(
    InetSocketAddress server,
    List<InetSocketAddress> locals,
    MappingTest mapping,
    FilteringTest filtering,
    HairpinTest hairpin,
    AllocationTest allocation) {

  /**
   * @param heardAnything whether any STUN message came in: what tells a refusal from silence
   */
  NatReport report(boolean heardAnything, long elapsedMillis) {
    InetSocketAddress local = locals.get(NatClassifier.MAPPING);
    InetSocketAddress mapped = mapping.mapped();
    if (mapped == null) {
      return new NatReport(
          heardAnything ? null : NatLabel.BLOCKED,
          heardAnything,
          false,
          MappingBehaviour.UNKNOWN,
          FilteringBehaviour.UNKNOWN,
          null,
          false,
          PortAllocation.UNKNOWN,
          0,
          null,
          null,
          local,
          elapsedMillis);
    }
    boolean mappedIsLocal = mapped.equals(local);
    PortPattern ports = ports();
    return new NatReport(
        NatLabels.of(mapping.result(), filteringResult(), mappedIsLocal),
        true,
        !mappedIsLocal,
        mapping.result(),
        filteringResult(),
        hairpinResult(),
        mapped.getPort() == local.getPort(),
        ports.allocation(),
        ports.delta(),
        null,
        mapped,
        local,
        elapsedMillis,
        publicAddresses());
  }

  /** Silence from an address proves nothing unless something else was heard from it. */
  private FilteringBehaviour filteringResult() {
    InetSocketAddress other = mapping.other();
    if (other == null) {
      return FilteringBehaviour.UNKNOWN;
    }
    boolean otherHeard = mapping.heard(other);
    boolean otherPortHeard =
        mapping.heard(new InetSocketAddress(server.getAddress(), other.getPort()));
    return switch (filtering.outcome()) {
      case ANYBODY -> FilteringBehaviour.ENDPOINT_INDEPENDENT;
      case SAME_ADDRESS ->
          otherHeard ? FilteringBehaviour.ADDRESS_DEPENDENT : FilteringBehaviour.UNKNOWN;
      case NOBODY_ELSE ->
          otherHeard && otherPortHeard
              ? FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT
              : FilteringBehaviour.UNKNOWN;
      case PENDING, UNDECIDED -> FilteringBehaviour.UNKNOWN;
    };
  }

  /**
   * Silence proves something only where one mapping serves all: a mapping that is the server's
   * alone lets nobody else in, looped or not.
   */
  private @Nullable Boolean hairpinResult() {
    boolean looped = Boolean.TRUE.equals(hairpin.result());
    boolean cone = mapping.result() == MappingBehaviour.ENDPOINT_INDEPENDENT;
    return (looped || cone) ? hairpin.result() : null;
  }

  private PortPattern ports() {
    PortPattern fresh =
        PortPattern.of(
            mappedByA1P1().entrySet().stream()
                .map(
                    each ->
                        new PortPattern.Sample(
                            locals.get(each.getKey()).getPort(), each.getValue().getPort()))
                .toList());
    // A symmetric NAT may preserve the port for the first destination and no other: what it does
    // for the others is what a peer will meet.
    boolean symmetric = NatLabels.of(mapping.result(), filteringResult(), false) == NatLabel.SN;
    return symmetric && fresh.allocation() == PortAllocation.PRESERVING
        ? PortPattern.ofPorts(mapping.laterPorts())
        : fresh;
  }

  /** How A1:P1 sees our sockets, by their numbers, which is the order they asked in. */
  private SortedMap<Integer, InetSocketAddress> mappedByA1P1() {
    SortedMap<Integer, InetSocketAddress> mapped = new TreeMap<>(allocation.mapped());
    putIfKnown(mapped, NatClassifier.MAPPING, mapping.mapped());
    putIfKnown(mapped, NatClassifier.FILTERING, filtering.mapped());
    putIfKnown(mapped, NatClassifier.HAIRPIN, hairpin.mapped());
    return mapped;
  }

  private static void putIfKnown(
      SortedMap<Integer, InetSocketAddress> known, int socket, @Nullable InetSocketAddress mapped) {
    if (mapped != null) {
      known.put(socket, mapped);
    }
  }

  private List<InetAddress> publicAddresses() {
    return Stream.concat(mapping.allMapped().stream(), mappedByA1P1().values().stream())
        .map(InetSocketAddress::getAddress)
        .distinct()
        .toList();
  }

  /** What this server or this path does not let us find out, and why; a line each. */
  List<String> limits() {
    List<String> limits = new ArrayList<>();
    if (mapping.mapped() == null) {
      if (mapping.refusal() != 0) {
        limits.add("the server refuses to answer: STUN error " + mapping.refusal());
      }
      return limits;
    }
    if (mapping.oneAddressOnly()) {
      limits.add(
          mapping.result() == MappingBehaviour.UNKNOWN
              ? "this server has one address and one port as far as we know: it cannot tell"
                  + " mapping or filtering"
              : "this server has one address: it cannot tell filtering, nor whether the mapping"
                  + " depends on the address");
      return limits;
    }
    if (mapping.result() == MappingBehaviour.UNKNOWN) {
      limits.add("mapping: nothing came from the server's other address");
    }
    if (filteringResult() == FilteringBehaviour.UNKNOWN) {
      limits.add("filtering: " + whyNoFiltering());
    }
    return limits;
  }

  private String whyNoFiltering() {
    InetSocketAddress other = mapping.other();
    if (other == null) {
      return "this server does not name a second address of its own";
    }
    if (other.getAddress().equals(server.getAddress()) || other.getPort() == server.getPort()) {
      return "this server names "
          + AddressText.of(other)
          + ", which is not another address and port";
    }
    if (!mapping.heard(other)) {
      return "nothing came from the server's other address " + AddressText.of(other);
    }
    return filtering.refused()
        ? "this server does not answer from elsewhere when asked to (CHANGE-REQUEST)"
        : "too many packets were lost; try again";
  }
}
