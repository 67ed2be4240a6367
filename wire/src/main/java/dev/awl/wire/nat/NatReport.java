package dev.awl.wire.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What detection found out about the NAT before one socket.
 *
 * @param label null where the server could not tell enough (a server with one address)
 * @param udp whether UDP passes at all
 * @param behindNat whether the mapped address differs from the local one
 * @param hairpin whether the NAT loops a packet to its own mapped address back; null: not known
 * @param portPreserving whether the mapped port equals the local one
 * @param allocation how new mappings get their port
 * @param delta the step of {@link PortAllocation#SEQUENTIAL}, else 0
 * @param bindingLifetimeSeconds how long an idle binding lives; null: not measured
 * @param mapped the mapped (server-reflexive) address; null where UDP is blocked
 * @param local the local address that was used
 * @param elapsedMillis how long detection took
 * @param publicAddresses every address that a server saw us at, each once, in the order seen; more
 *     than one: the NAT has a pool, and does not pair (RFC 4787 section 4.1)
 */
public record NatReport(
    @Nullable NatLabel label,
    boolean udp,
    boolean behindNat,
    MappingBehaviour mapping,
    FilteringBehaviour filtering,
    @Nullable Boolean hairpin,
    boolean portPreserving,
    PortAllocation allocation,
    int delta,
    @Nullable Integer bindingLifetimeSeconds,
    @Nullable InetSocketAddress mapped,
    InetSocketAddress local,
    long elapsedMillis,
    List<InetAddress> publicAddresses) {

  public NatReport {
    publicAddresses = List.copyOf(publicAddresses);
  }

  /** A report that knows of one public address at most: that of {@code mapped}. */
  public NatReport(
      @Nullable NatLabel label,
      boolean udp,
      boolean behindNat,
      MappingBehaviour mapping,
      FilteringBehaviour filtering,
      @Nullable Boolean hairpin,
      boolean portPreserving,
      PortAllocation allocation,
      int delta,
      @Nullable Integer bindingLifetimeSeconds,
      @Nullable InetSocketAddress mapped,
      InetSocketAddress local,
      long elapsedMillis) {
    this(
        label,
        udp,
        behindNat,
        mapping,
        filtering,
        hairpin,
        portPreserving,
        allocation,
        delta,
        bindingLifetimeSeconds,
        mapped,
        local,
        elapsedMillis,
        mapped == null ? List.of() : List.of(mapped.getAddress()));
  }

  /** The same with the binding lifetime that was measured afterwards. */
  public NatReport withBindingLifetime(int seconds) {
    return new NatReport(
        label,
        udp,
        behindNat,
        mapping,
        filtering,
        hairpin,
        portPreserving,
        allocation,
        delta,
        seconds,
        mapped,
        local,
        elapsedMillis,
        publicAddresses);
  }
}
