package dev.awl.endtoend;

import java.time.Duration;

/** Waits until something listens on a port of a host. */
final class Ports {
  private Ports() {}

  static void awaitUdp(Host host, int port, Duration limit) {
    await(host, "-u", "sport = :" + port, limit);
  }

  /** The same on one of the host's addresses. */
  static void awaitUdp(Host host, String address, int port, Duration limit) {
    await(host, "-u", "src " + address + ":" + port, limit);
  }

  static void awaitTcp(Host host, int port, Duration limit) {
    await(host, "-t", "sport = :" + port, limit);
  }

  private static void await(Host host, String protocol, String which, Duration limit) {
    String listens = "[ -n \"$(ss -Hln " + protocol + " " + which + ")\" ]";
    host.shell(limit, "until " + listens + "; do sleep 0.02; done").succeeded();
  }
}
