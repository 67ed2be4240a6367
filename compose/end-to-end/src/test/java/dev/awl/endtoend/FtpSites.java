package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * A machine with FTP servers beside the inner peer, and one with FTP clients beside the access
 * peer, each on a network of its own with IPv4 and IPv6. Nothing routes between them.
 */
final class FtpSites {

  /** Where a client reaches the access peer, and the inner peer a server. */
  enum Family {
    IPV4("10.1.0.2", "10.2.0.1"),
    IPV6("fd01::2", "fd02::1");

    private final String server;
    private final String access;

    Family(String server, String access) {
      this.server = server;
      this.access = access;
    }

    String server() {
      return server;
    }

    String access() {
      return access;
    }

    /** As part of a URL. */
    static String url(String address) {
      return address.contains(":") ? "[" + address + "]" : address;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace("ip", "");
    }
  }

  private static final String SCRIPT =
      """
      machine() {
        ip netns add $1
        ip -n $1 link set lo up
      }
      wire() { # NAME NAME INTERFACE IPV4 IPV6 NAME INTERFACE IPV4 IPV6
        ip link add $2 netns $1 type veth peer name $6 netns $5
        ip netns exec $1 sysctl -qw net.ipv6.conf.$2.disable_ipv6=0
        ip netns exec $5 sysctl -qw net.ipv6.conf.$6.disable_ipv6=0
        ip -n $1 addr add $3 dev $2
        ip -n $1 addr add $4 dev $2 nodad
        ip -n $5 addr add $7 dev $6
        ip -n $5 addr add $8 dev $6 nodad
        ip -n $1 link set $2 up
        ip -n $5 link set $6 up
      }
      for each in inner access; do
        ip netns exec $each sysctl -qw net.ipv6.conf.lo.disable_ipv6=0
      done
      machine nas
      machine desk
      wire nas eth0 10.1.0.2/24 fd01::2/64 inner nas0 10.1.0.1/24 fd01::1/64
      wire desk eth0 10.2.0.2/24 fd02::2/64 access desk0 10.2.0.1/24 fd02::1/64
      """;

  private static final int FILE_SIZE = 300_000;

  private final Topology lab;
  private final Path homes;
  private final Path file;

  FtpSites(Topology lab, Path homes) {
    this.lab = lab;
    this.homes = homes;
    lab.inner().host().enclosure().script(SCRIPT);
    file = TestFile.write(homes.resolve("file"), FILE_SIZE);
    FtpServer.prepare(nas(), file);
  }

  /** What the servers have to offer; the original. */
  Path file() {
    return file;
  }

  /** The machine with the servers. */
  Host nas() {
    return new Host(lab.inner().host().enclosure(), "nas");
  }

  /** The machine with the clients. */
  Host desk() {
    return new Host(lab.inner().host().enclosure(), "desk");
  }

  /**
   * Runs a shell script on the machine with the clients, up to the first command that fails, in the
   * directory of {@link #file}; {@code $SERVED} is the servers' directory.
   */
  Command atDesk(Duration limit, String script) {
    return desk()
        .shell(
            limit,
            "cd %s; export HOME=$PWD SERVED=%s\n".formatted(homes, FtpServer.DIRECTORY) + script);
  }

  /** Fails unless the client's machine has no way to the server's. */
  void provesThatNothingRoutes() {
    for (Family each : Family.values()) {
      Command ping = desk().attempt(Duration.ofSeconds(5), "ping", "-c1", "-W1", each.server());
      if (ping.exit() == 0) {
        throw new AssertionError("there is a route: " + ping);
      }
    }
  }
}
