package dev.awl.relay.server;

/** The counters as Prometheus reads them (text exposition format 0.0.4); no label names a user. */
final class RelayMetrics {

  private final StringBuilder text = new StringBuilder(2_048);

  private RelayMetrics() {}

  static String of(RelayCounters.Snapshot counts) {
    RelayMetrics metrics = new RelayMetrics();
    metrics.head("allocations", "gauge", "Allocations open now.");
    metrics.value("allocations", "", counts.allocations());
    metrics.head("allocations_opened_total", "counter", "Allocations opened.");
    metrics.value("allocations_opened_total", "", counts.allocationsOpened());
    metrics.head("packets_total", "counter", "Packets relayed.");
    metrics.value("packets_total", "{to=\"peers\"}", counts.packetsToPeers());
    metrics.value("packets_total", "{to=\"clients\"}", counts.packetsToClients());
    metrics.head("bytes_total", "counter", "Payload relayed.");
    metrics.value("bytes_total", "{to=\"peers\"}", counts.bytesToPeers());
    metrics.value("bytes_total", "{to=\"clients\"}", counts.bytesToClients());
    metrics.head("challenges_total", "counter", "Requests asked for credentials (401, 438).");
    metrics.value("challenges_total", "", counts.challenges());
    metrics.head("drops_total", "counter", "What was not answered or not relayed.");
    metrics.drop("refused_peer", counts.refusedPeers());
    metrics.drop("unpermitted", counts.unpermitted());
    metrics.drop("malformed", counts.malformed());
    metrics.drop("source_limit", counts.limited());
    metrics.drop("rate", counts.tooFast());
    metrics.drop("overflow", counts.overflow());
    return metrics.text.toString();
  }

  private void head(String name, String type, String help) {
    text.append("# HELP awl_relay_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE awl_relay_").append(name).append(' ').append(type).append('\n');
  }

  private void drop(String reason, long count) {
    value("drops_total", "{reason=\"" + reason + "\"}", count);
  }

  private void value(String name, String labels, long count) {
    text.append("awl_relay_").append(name).append(labels).append(' ').append(count).append('\n');
  }
}
