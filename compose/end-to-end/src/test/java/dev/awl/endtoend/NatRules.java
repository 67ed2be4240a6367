package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;

/**
 * The nftables rules that make a router (or, without NAT, the host itself) what a label says.
 *
 * <p>Routers drop what they did not ask for. One that answered (ICMP) would keep the early probe's
 * tuple in conntrack and give our later mapping to the same peer another port.
 */
final class NatRules {
  private static final String ROUTER =
      """
      table ip router {
        chain input {
          type filter hook input priority filter; policy accept;
          iifname "wan0" ct state new drop
        }
      }
      """;

  /** Keeps the port across destinations; conntrack lets answers in only: port-restricted. */
  private static final String MASQUERADE =
      """
      table ip source_nat {
        chain out {
          type nat hook postrouting priority srcnat;
          oifname "wan0" masquerade
        }
      }
      """;

  /** A random port for every destination: symmetric. */
  private static final String RANDOM_PORTS =
      MASQUERADE.replace("masquerade", "masquerade random,fully-random");

  /**
   * Remembers who inside owns a port, and for which peers it spoke: before the source is rewritten.
   */
  private static final String CONE =
      """
      table ip cone {
        map owner {
          type inet_service : ipv4_addr . inet_service; flags dynamic, timeout; timeout 2m; size 65535;
        }
        set spoken_to {
          type ipv4_addr . inet_service; flags dynamic, timeout; timeout 2m; size 65535;
        }
        chain learn {
          type filter hook postrouting priority 90;
          oifname "wan0" meta l4proto udp update @owner { udp sport : ip saddr . udp sport }
          oifname "wan0" meta l4proto udp update @spoken_to { ip daddr . udp sport }
        }
        chain in {
          type nat hook prerouting priority dstnat;
          iifname "wan0" GATE dnat ip to udp dport map @owner
        }
      }
      """;

  private static final String BLOCK_UDP =
      """
      table ip block {
        chain forward {
          type filter hook forward priority filter;
          meta l4proto udp drop
        }
      }
      """;

  /** On the host itself: a public address, but only answers come in. */
  private static final String FIREWALL =
      """
      table ip firewall {
        chain input {
          type filter hook input priority filter; policy accept;
          iifname "eth0" meta l4proto udp ct state new drop
        }
      }
      """;

  private NatRules() {}

  /** Whether the host sits behind a router with NAT, or has a public address itself. */
  static boolean routed(NatLabel nat) {
    return switch (nat) {
      case OPEN, FIREWALL -> false;
      case FC, RC, PC, SN, BLOCKED -> true;
    };
  }

  static String of(NatLabel nat) {
    return switch (nat) {
      case OPEN -> "";
      case FIREWALL -> FIREWALL;
      case FC -> ROUTER + MASQUERADE + CONE.replace("GATE", "meta l4proto udp");
      // Gated by peer address and own port: by address alone, one socket's traffic opens all
      // others.
      case RC -> ROUTER + MASQUERADE + CONE.replace("GATE", "ip saddr . udp dport @spoken_to");
      case PC -> ROUTER + MASQUERADE;
      case SN -> ROUTER + RANDOM_PORTS;
      case BLOCKED -> ROUTER + MASQUERADE + BLOCK_UDP;
    };
  }
}
