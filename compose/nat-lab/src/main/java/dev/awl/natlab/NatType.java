package dev.awl.natlab;

import dev.awl.wire.nat.FilteringBehaviour;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.PortAllocation;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What a NAT does, in the words of RFC 4787, and the presets that tests and the demo name.
 *
 * @param name how people call it
 * @param label what detection must say about it
 * @param translates false: addresses stay as they are (a host without NAT, a firewall)
 * @param passesUdp false: every UDP packet is dropped
 * @param mapping which mapping a packet leaves by (section 4.1)
 * @param filtering who may answer through it (section 5)
 * @param allocation how a new mapping gets its port (section 4.2)
 * @param delta the step between ports when allocation is sequential
 * @param hairpin whether inside hosts reach each other by mapped addresses (section 6)
 * @param bindingLifetime how long an idle mapping lives (section 4.3)
 * @param maxBindings how many mappings fit; packets that need one more are dropped
 */
public record NatType(
    String name,
    NatLabel label,
    boolean translates,
    boolean passesUdp,
    MappingBehaviour mapping,
    FilteringBehaviour filtering,
    PortAllocation allocation,
    int delta,
    boolean hairpin,
    Duration bindingLifetime,
    int maxBindings) {

  /** RFC 4787 REQ-5: not below two minutes. */
  private static final Duration LIFETIME = Duration.ofMinutes(2);

  private static final int BINDINGS = 4096;

  private static final MappingBehaviour EIM = MappingBehaviour.ENDPOINT_INDEPENDENT;
  private static final MappingBehaviour APDM = MappingBehaviour.ADDRESS_AND_PORT_DEPENDENT;
  private static final FilteringBehaviour EIF = FilteringBehaviour.ENDPOINT_INDEPENDENT;
  private static final FilteringBehaviour ADF = FilteringBehaviour.ADDRESS_DEPENDENT;
  private static final FilteringBehaviour APDF = FilteringBehaviour.ADDRESS_AND_PORT_DEPENDENT;

  /** A public address, nothing in between. */
  public static final NatType OPEN = untranslated("OPEN", NatLabel.OPEN, true, EIF);

  public static final NatType FC = cone("FC", NatLabel.FC, EIF);
  public static final NatType RC = cone("RC", NatLabel.RC, ADF);
  public static final NatType PC = cone("PC", NatLabel.PC, APDF);

  /** Symmetric; its ports can be predicted. */
  public static final NatType SNS = symmetric("SNS", PortAllocation.SEQUENTIAL);

  /** Symmetric; its ports cannot be predicted. */
  public static final NatType SNR = symmetric("SNR", PortAllocation.RANDOM);

  /** The symmetric NAT of the classical texts, which only the relay gets past. */
  public static final NatType SN = symmetric("SN", PortAllocation.RANDOM);

  /** A public address behind a firewall that lets in answers only. */
  public static final NatType FIREWALL = untranslated("FIREWALL", NatLabel.FIREWALL, true, APDF);

  /** A network that drops UDP. */
  public static final NatType BLOCKED = untranslated("BLOCKED", NatLabel.BLOCKED, false, APDF);

  private static final Map<String, NatType> PRESETS =
      Map.of(
          "OPEN",
          OPEN,
          "FC",
          FC,
          "RC",
          RC,
          "PC",
          PC,
          "SN",
          SN,
          "SNS",
          SNS,
          "SNR",
          SNR,
          "FIREWALL",
          FIREWALL,
          "BLOCKED",
          BLOCKED);

  public NatType {
    if (delta == 0 || Math.abs(delta) > 1000) {
      throw new IllegalArgumentException("a port step is 1 to 1000 up or down, not " + delta);
    }
    if (maxBindings < 1 || maxBindings > 60_000) {
      throw new IllegalArgumentException("a NAT has 1 to 60000 bindings, not " + maxBindings);
    }
    if (bindingLifetime.isNegative() || bindingLifetime.isZero()) {
      throw new IllegalArgumentException("a binding lives longer than " + bindingLifetime);
    }
  }

  /**
   * The preset of this name, in any case.
   *
   * @throws IllegalArgumentException with one line that lists the names
   */
  public static NatType named(String name) {
    NatType type = PRESETS.get(name.strip().toUpperCase(Locale.ROOT));
    if (type == null) {
      throw new IllegalArgumentException(
          "no NAT type is called "
              + name.strip()
              + "; there are OPEN FC RC PC SN SNS SNR FIREWALL BLOCKED");
    }
    return type;
  }

  private static NatType cone(String name, NatLabel label, FilteringBehaviour filtering) {
    return new NatType(
        name,
        label,
        true,
        true,
        EIM,
        filtering,
        PortAllocation.PRESERVING,
        1,
        false,
        LIFETIME,
        BINDINGS);
  }

  private static NatType symmetric(String name, PortAllocation allocation) {
    return new NatType(
        name, NatLabel.SN, true, true, APDM, APDF, allocation, 1, false, LIFETIME, BINDINGS);
  }

  private static NatType untranslated(
      String name, NatLabel label, boolean passesUdp, FilteringBehaviour filtering) {
    return new NatType(
        name,
        label,
        false,
        passesUdp,
        EIM,
        filtering,
        PortAllocation.PRESERVING,
        1,
        false,
        LIFETIME,
        BINDINGS);
  }

  /** The same with hairpinning on or off. */
  public NatType withHairpin(boolean on) {
    return new NatType(
        name,
        label,
        translates,
        passesUdp,
        mapping,
        filtering,
        allocation,
        delta,
        on,
        bindingLifetime,
        maxBindings);
  }

  /** The same with another way to choose ports. */
  public NatType withAllocation(PortAllocation other, int step) {
    return new NatType(
        name,
        label,
        translates,
        passesUdp,
        mapping,
        filtering,
        other,
        step,
        hairpin,
        bindingLifetime,
        maxBindings);
  }

  /** The same with another way to choose mappings, for behaviour that has no label of its own. */
  public NatType withMapping(MappingBehaviour other) {
    return new NatType(
        name,
        label,
        translates,
        passesUdp,
        other,
        filtering,
        allocation,
        delta,
        hairpin,
        bindingLifetime,
        maxBindings);
  }

  /** The same with other limits. */
  public NatType withBindings(Duration lifetime, int max) {
    return new NatType(
        name,
        label,
        translates,
        passesUdp,
        mapping,
        filtering,
        allocation,
        delta,
        hairpin,
        lifetime,
        max);
  }

  /** The name, for messages and tables. */
  @Override
  public String toString() {
    return name;
  }
}
