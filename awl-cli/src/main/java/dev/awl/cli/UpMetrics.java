package dev.awl.cli;

import dev.awl.cli.up.Uplink;
import dev.awl.peer.PathReport;
import dev.awl.peer.PeerSession;
import dev.awl.peer.path.PathKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a running {@code awl up} counts, as Prometheus reads it (text exposition format 0.0.4). The
 * labels are names of the file, and no peer's that it does not name.
 */
final class UpMetrics {

  private final StringBuilder text = new StringBuilder(2_048);

  private UpMetrics() {}

  /** On the daemon's event loop. */
  static String of(UpDaemon daemon) {
    UpMetrics metrics = new UpMetrics();
    metrics.head("registered", "gauge", "1 while the rendezvous server is reached.");
    metrics.value("registered", "", daemon.client().isRegistered() ? 1 : 0);
    metrics.sessions(daemon.client().live());
    metrics.head("uses", "gauge", "TCP connections and UDP flows of others, now.");
    metrics.values("uses", "service", daemon.client().services().uses());
    metrics.head("refusals_total", "counter", "Peers, connections and flows not let in.");
    metrics.value("refusals_total", label("reason", "untrusted"), daemon.report().untrusted());
    metrics.values("refusals_total", "reason", daemon.client().services().refused());
    metrics.connects(daemon.uplinks());
    metrics.datagrams(daemon);
    return metrics.text.toString();
  }

  private void sessions(List<PeerSession> live) {
    Map<String, Long> kinds = new LinkedHashMap<>();
    for (PathKind each : PathKind.values()) {
      kinds.put(each.toString(), 0L);
    }
    kinds.put("none", 0L);
    for (PeerSession each : live) {
      PathReport path = each.path();
      kinds.merge(path == null ? "none" : path.kind().toString(), 1L, Long::sum);
    }
    head("sessions", "gauge", "Sessions with peers, by the path that data takes.");
    values("sessions", "path", kinds);
  }

  private void connects(List<Uplink> uplinks) {
    head("connected", "gauge", "1 while the peer whose services are used here is connected.");
    uplinks.forEach(
        each -> value("connected", label("connect", each.name()), each.isConnected() ? 1 : 0));
    head("ports", "gauge", "Ports open here for its services.");
    uplinks.forEach(each -> value("ports", label("connect", each.name()), each.ports().size()));
    head("refused_users_total", "counter", "Connections and flows of users here that failed.");
    uplinks.forEach(
        each -> value("refused_users_total", label("connect", each.name()), each.refusedUsers()));
  }

  /** Of what we share, and of what we use, by the name in [connect]. */
  private void datagrams(UpDaemon daemon) {
    head("udp_total", "counter", "UDP datagrams of services, by what became of them.");
    datagrams("{of=\"shared\"", daemon.client().services().udpCounters().all());
    for (Uplink each : daemon.uplinks()) {
      datagrams("{of=\"connect\",connect=\"" + escaped(each.name()) + "\"", each.datagrams());
    }
  }

  private void datagrams(String labels, Map<String, Long> counts) {
    counts.forEach(
        (outcome, count) -> value("udp_total", labels + ",outcome=\"" + outcome + "\"}", count));
  }

  private void values(String name, String label, Map<String, ? extends Number> values) {
    values.forEach((key, value) -> value(name, label(label, key), value.longValue()));
  }

  private void head(String name, String type, String help) {
    text.append("# HELP awl_peer_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE awl_peer_").append(name).append(' ').append(type).append('\n');
  }

  private void value(String name, String labels, long value) {
    text.append("awl_peer_").append(name).append(labels).append(' ').append(value).append('\n');
  }

  private static String label(String name, String value) {
    return "{" + name + "=\"" + escaped(value) + "\"}";
  }

  /** The name of a table may be any text. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
