package dev.awl.rendezvous;

/** The counters as Prometheus reads them (text exposition format 0.0.4). */
final class RendezvousMetrics {

  private RendezvousMetrics() {}

  static String of(ServerCounts counts) {
    StringBuilder text = new StringBuilder(1_024);
    head(text, "awl_rendezvous_connections", "gauge", "Connections open now.");
    text.append("awl_rendezvous_connections ").append(counts.connections()).append('\n');
    head(text, "awl_rendezvous_registrations_total", "counter", "Peers that proved their key.");
    text.append("awl_rendezvous_registrations_total ").append(counts.registrations()).append('\n');
    head(text, "awl_rendezvous_drops_total", "counter", "Messages and connections not taken.");
    drop(text, "malformed", counts.malformed());
    drop(text, "slow", counts.slow());
    drop(text, "full", counts.full());
    drop(text, "crowded", counts.crowded());
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void drop(StringBuilder text, String reason, long count) {
    text.append("awl_rendezvous_drops_total{reason=\"").append(reason).append("\"} ");
    text.append(count).append('\n');
  }
}
