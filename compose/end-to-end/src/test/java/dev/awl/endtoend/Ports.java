package dev.awl.endtoend;

import java.time.Duration;

/** Waits until something listens on a port of a host. */
final class Ports {
  private Ports() {}

  static void awaitUdp(Host host, int port, Duration limit) {
    await(host, "-u", port, limit);
  }

  static void awaitTcp(Host host, int port, Duration limit) {
    await(host, "-t", port, limit);
  }

  private static void await(Host host, String protocol, int port, Duration limit) {
    String listens = "[ -n \"$(ss -Hln " + protocol + " sport = :" + port + ")\" ]";
    host.shell(limit, "until " + listens + "; do sleep 0.02; done").succeeded();
  }
}
