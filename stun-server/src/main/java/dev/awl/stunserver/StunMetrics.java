package dev.awl.stunserver;

import dev.awl.stunserver.StunCounters.Dialect;
import dev.awl.stunserver.StunCounters.Outcome;
import dev.awl.stunserver.Verdict.Drop;
import java.util.Locale;

/** The counters as Prometheus reads them (text exposition format 0.0.4). */
final class StunMetrics {

  private StunMetrics() {}

  static String of(StunCounters.Snapshot counts) {
    StringBuilder text = new StringBuilder(1_024);
    head(text, "awl_stun_requests_total", "STUN requests answered.");
    for (Dialect dialect : Dialect.values()) {
      for (Outcome outcome : Outcome.values()) {
        text.append("awl_stun_requests_total{method=\"binding\",dialect=\"")
            .append(word(dialect))
            .append("\",outcome=\"")
            .append(word(outcome))
            .append("\"} ")
            .append(counts.answered(dialect, outcome))
            .append('\n');
      }
    }
    head(text, "awl_stun_drops_total", "What came in or was to go out, and was not.");
    for (Drop reason : Drop.values()) {
      text.append("awl_stun_drops_total{reason=\"")
          .append(reason)
          .append("\"} ")
          .append(counts.dropped(reason))
          .append('\n');
    }
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" counter\n");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
