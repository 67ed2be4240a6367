package dev.awl.classifier;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import org.jspecify.annotations.Nullable;

/** Derives the one-word label of RFC 3489 section 10.1 from the behaviours of RFC 5780. */
public final class NatLabels {

  private NatLabels() {}

  /**
   * The label where UDP passes; null where too little is known to name one.
   *
   * @param mappedIsLocal the server sees the local address itself: no NAT in between
   */
  public static @Nullable NatLabel of(
      MappingBehaviour mapping, FilteringBehaviour filtering, boolean mappedIsLocal) {
    return switch (mapping) {
      // A mapping that depends on the destination is symmetric whatever passes through it, even
      // where the first one happens to equal the local address.
      case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> NatLabel.SN;
      case ENDPOINT_INDEPENDENT -> mappedIsLocal ? withoutNat(filtering) : cone(filtering);
      case UNKNOWN -> mappedIsLocal ? withoutNat(filtering) : null;
    };
  }

  private static @Nullable NatLabel withoutNat(FilteringBehaviour filtering) {
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT -> NatLabel.OPEN;
      case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> NatLabel.FIREWALL;
      case UNKNOWN -> null;
    };
  }

  private static @Nullable NatLabel cone(FilteringBehaviour filtering) {
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT -> NatLabel.FC;
      case ADDRESS_DEPENDENT -> NatLabel.RC;
      case ADDRESS_AND_PORT_DEPENDENT -> NatLabel.PC;
      case UNKNOWN -> null;
    };
  }
}
