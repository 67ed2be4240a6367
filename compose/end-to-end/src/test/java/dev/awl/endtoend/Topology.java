package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;
import java.util.List;

/** The lab's network: a server with two addresses, a router in the middle, two sites. */
final class Topology implements AutoCloseable {
  static final String SERVER = "203.0.113.1";
  static final String ALTERNATE = "203.0.113.2";

  private static final String FUNCTIONS =
      """
      machine() { # NAME
        ip netns add $1
        ip -n $1 link set lo up
        ip netns exec $1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
      }
      wire() { # NAME INTERFACE ADDRESS NAME INTERFACE ADDRESS
        ip link add $2 netns $1 type veth peer name $5 netns $4
        ip -n $1 addr add $3 dev $2
        ip -n $4 addr add $6 dev $5
        ip -n $1 link set $2 up
        ip -n $4 link set $5 up
      }
      router() { # NAME
        ip netns exec $1 sysctl -qw net.ipv4.ip_forward=1
      }
      """;

  private static final String CENTRE =
      """
      machine server
      machine core
      router core
      wire server eth0 203.0.113.1/24 core server0 203.0.113.254/24
      ip -n server addr add 203.0.113.2/24 dev eth0
      ip -n server route add default via 203.0.113.254
      """;

  private final Enclosure enclosure;
  private final Site inner;
  private final Site access;

  private Topology(Enclosure enclosure, NatLabel inner, NatLabel access) {
    this.enclosure = enclosure;
    enclosure.script(FUNCTIONS + CENTRE);
    this.inner = site("inner", inner, "198.51.100", "192.168.1");
    this.access = site("access", access, "192.0.2", "192.168.2");
  }

  static Topology of(NatLabel inner, NatLabel access) {
    Enclosure enclosure = Enclosure.open();
    try {
      return new Topology(enclosure, inner, access);
    } catch (RuntimeException | Error e) {
      enclosure.close();
      throw e;
    }
  }

  private Site site(String name, NatLabel nat, String wan, String lan) {
    Host host = new Host(enclosure, name);
    String script =
        NatRules.routed(nat)
            ? """
              machine %1$s
              machine %1$s-nat
              router %1$s-nat
              wire core %1$s0 %2$s.1/24 %1$s-nat wan0 %2$s.10/24
              wire %1$s-nat lan0 %3$s.1/24 %1$s eth0 %3$s.2/24
              ip -n %1$s-nat route add default via %2$s.1
              ip -n %1$s route add default via %3$s.1
              """
            : """
              machine %1$s
              wire core %1$s0 %2$s.1/24 %1$s eth0 %2$s.10/24
              ip -n %1$s route add default via %2$s.1
              """;
    enclosure.script(FUNCTIONS + String.format(script, name, wan, lan));
    Host edgeHost = NatRules.routed(nat) ? new Host(enclosure, name + "-nat") : host;
    edgeHost.filter(NatRules.of(nat));
    return new Site(host, nat, wan + ".10");
  }

  Host server() {
    return new Host(enclosure, "server");
  }

  /**
   * The router in the middle: every packet between two sites, or a site and the server, passes it.
   */
  Host core() {
    return new Host(enclosure, "core");
  }

  Site inner() {
    return inner;
  }

  Site access() {
    return access;
  }

  /** From now on nothing passes between the two sites; each still reaches the server. */
  void cutDirectPath() {
    core()
        .filter(
            """
            table ip cut {
              chain forward {
                type filter hook forward priority filter;
                ip saddr %1$s ip daddr %2$s drop
                ip saddr %2$s ip daddr %1$s drop
              }
            }
            """
                .formatted(inner.publicAddress(), access.publicAddress()));
  }

  /**
   * From now on both NATs answer packets that they did not ask for, instead of dropping them: each
   * leaves an entry in conntrack, and a later mapping to the same peer cannot have its port.
   */
  void routersAnswer() {
    for (String name : List.of("inner-nat", "access-nat")) {
      new Host(enclosure, name).filter("delete table ip router\n");
    }
  }

  /**
   * The access machine has another address in its network from now on, and the old one no longer.
   */
  void moveAccess() {
    enclosure.script(
        """
        ip -n access addr del 192.168.2.2/24 dev eth0
        ip -n access addr add 192.168.2.3/24 dev eth0
        ip -n access route replace default via 192.168.2.1
        """);
  }

  /** From now on the access site's router silently drops what is not TCP to a web port. */
  void onlyTheWebForAccess() {
    new Host(enclosure, "access-nat")
        .filter(
            """
            table ip web_only {
              chain forward {
                type filter hook forward priority filter; policy accept;
                oifname "wan0" tcp dport { 80, 443, %d } accept
                oifname "wan0" drop
              }
            }
            """
                .formatted(AwlServer.HTTP));
  }

  @Override
  public void close() {
    enclosure.close();
  }
}
