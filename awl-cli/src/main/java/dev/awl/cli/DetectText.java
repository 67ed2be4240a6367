package dev.awl.cli;

import dev.awl.classifier.NatReportText;
import dev.awl.wire.AddressText;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.Endpoint;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code awl detect} tells people: one screen, however many servers were asked. */
final class DetectText {

  private DetectText() {}

  /** The best report in full; beneath it, where there is more than one, all in a table. */
  static String of(DetectRound round, boolean colour) {
    List<Detected> all = round.found();
    Detected best = best(all);
    StringBuilder out =
        new StringBuilder(NatReportText.of(best.report(), best.facts(), best.limits(), colour));
    all.stream()
        .filter(each -> each.target().ipv6() != best.target().ipv6())
        .findFirst()
        .ifPresent(
            other ->
                out.append("\nOver ")
                    .append(other.target().family())
                    .append(": ")
                    .append(NatReportText.verdict(other.report()))
                    .append('\n'));
    if (all.size() > 1) {
      out.append(table(all));
    }
    disagreements(all).forEach(line -> out.append('\n').append(line).append('\n'));
    round.failures().forEach(each -> out.append('\n').append(each.line()).append('\n'));
    return out.toString().stripTrailing();
  }

  /** The first one that names the NAT, by IPv4 if possible; else the first that heard anything. */
  static Detected best(List<Detected> all) {
    return all.stream()
        .filter(each -> each.report().udp() && each.report().label() != null)
        .findFirst()
        .or(() -> all.stream().filter(each -> each.report().udp()).findFirst())
        .orElse(all.get(0));
  }

  private static String table(List<Detected> all) {
    int width = all.stream().mapToInt(each -> each.target().name().length()).max().orElse(0);
    String format = "  %-" + Math.max(6, width) + "s  %-6s  %-9s  %-28s %s%n";
    StringBuilder out = new StringBuilder("\n");
    out.append(String.format(format, "server", "family", "label", "mapped", "took"));
    for (Detected each : all) {
      NatReport report = each.report();
      out.append(
          String.format(
              format,
              each.target().name(),
              each.target().family(),
              label(report),
              text(report.mapped()),
              report.elapsedMillis() + " ms"));
    }
    return out.toString();
  }

  private static String label(NatReport report) {
    NatLabel label = report.label();
    return label == null ? "undecided" : label.name();
  }

  private static String text(@Nullable InetSocketAddress address) {
    return address == null ? "-" : Endpoint.of(address).toString();
  }

  /** Servers that say different things of one address family, in words. */
  static List<String> disagreements(List<Detected> all) {
    List<String> lines = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      List<Detected> family = all.stream().filter(each -> each.target().ipv6() == ipv6).toList();
      List<Detected> decided =
          family.stream().filter(each -> each.report().label() != null).toList();
      if (decided.stream().map(each -> each.report().label()).distinct().count() > 1) {
        String said =
            decided.stream()
                .map(each -> each.target().name() + " says " + label(each.report()))
                .collect(Collectors.joining(", "));
        lines.add(
            "The servers disagree: " + said + ". The ways to them pass different NATs or filters.");
      }
      List<String> seen =
          family.stream()
              .map(each -> each.report().mapped())
              .filter(Objects::nonNull)
              .map(each -> AddressText.of(each.getAddress()))
              .distinct()
              .toList();
      if (seen.size() > 1) {
        lines.add("The servers see different addresses of ours: " + String.join(", ", seen) + ".");
      }
    }
    return lines;
  }
}
