package dev.awl.classifier;

import dev.awl.wire.AddressText;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report for people, on one screen: the verdict in words, the facts, what stays open and why,
 * and the row of the matrix: which peers it reaches directly.
 */
public final class NatReportText {

  /** The columns of the matrix; a peer behind a firewall is reached as one behind PC. */
  private static final List<NatLabel> PEERS =
      List.of(NatLabel.OPEN, NatLabel.FC, NatLabel.RC, NatLabel.PC, NatLabel.SN);

  private static final String BOLD = "\u001b[1m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";

  private final boolean colour;
  private final StringBuilder out = new StringBuilder();

  private NatReportText(boolean colour) {
    this.colour = colour;
  }

  /**
   * The report as lines that end in a newline.
   *
   * @param colour whether to use ANSI colours
   */
  public static String of(NatReport report, boolean colour) {
    return of(report, Map.of(), List.of(), colour);
  }

  /**
   * The same with what is known from elsewhere.
   *
   * @param more further facts: name and value, in this order
   * @param limits what could not be found out, and why
   */
  public static String of(
      NatReport report, Map<String, String> more, List<String> limits, boolean colour) {
    return new NatReportText(colour).write(report, more, limits);
  }

  private String write(NatReport report, Map<String, String> more, List<String> limits) {
    out.append(paint(BOLD, verdict(report))).append("\n\n");
    fact(
        "label",
        report.label() == null
            ? "undecided"
            : report.label().name() + " (" + report.label().type() + ")");
    fact("local", AddressText.of(report.local()));
    if (report.mapped() != null) {
      fact("mapped", AddressText.of(report.mapped()) + pool(report));
      fact("mapping", report.mapping().toString());
      fact("filtering", report.filtering().toString());
      fact("new ports", ports(report));
      if (report.behindNat()) {
        fact("hairpin", yesNo(report.hairpin()));
      }
    }
    if (report.bindingLifetimeSeconds() != null && !more.containsKey("lifetime")) {
      fact("lifetime", report.bindingLifetimeSeconds() + " s without traffic");
    }
    more.forEach(this::fact);
    fact("took", report.elapsedMillis() + " ms");
    for (String limit : limits) {
      out.append("  ").append(paint(YELLOW, "note")).append("      ").append(limit).append('\n');
    }
    if (report.label() != null) {
      row(report.label());
    }
    return out.toString();
  }

  private static String pool(NatReport report) {
    List<InetAddress> all = report.publicAddresses();
    if (all.size() < 2) {
      return "";
    }
    String others = all.stream().skip(1).map(AddressText::of).collect(Collectors.joining(", "));
    return ", also " + others + " (a pool, not paired)";
  }

  /** The verdict alone: one line, without its end. */
  public static String verdict(NatReport report) {
    NatLabel label = report.label();
    if (label == null) {
      return undecided(report);
    }
    return switch (label) {
      case OPEN -> "Open internet, no NAT. Direct connections work with everybody.";
      case FC -> "Full cone. Direct connections work with everybody.";
      case RC -> "Restricted cone. Direct connections work with everybody.";
      case PC ->
          "Port-restricted cone. Direct connections work with everything but symmetric NATs.";
      case SN ->
          "Symmetric NAT. Direct connections work with everything but port-restricted and symmetric"
              + " NATs.";
      case FIREWALL ->
          "No NAT, but a firewall that lets in answers only. Direct connections work with everything"
              + " but symmetric NATs.";
      case BLOCKED -> "UDP is blocked: nothing came back. Connections go through the relay.";
    };
  }

  private static String undecided(NatReport report) {
    if (report.mapped() == null) {
      return "UDP passes, but too little came back to name the NAT.";
    }
    if (report.behindNat() && report.mapping() == MappingBehaviour.ENDPOINT_INDEPENDENT) {
      return "Behind a cone NAT; of which kind this server could not tell.";
    }
    return report.behindNat()
        ? "Behind a NAT whose kind this server could not tell."
        : "No NAT; whether a firewall stands before us this server could not tell.";
  }

  private static String ports(NatReport report) {
    return switch (report.allocation()) {
      case PRESERVING -> "the same as the local ones (preserving)";
      case SEQUENTIAL -> "one after the other (sequential, step " + report.delta() + ")";
      case RANDOM -> "random";
      case UNKNOWN -> "not known";
    };
  }

  private static String yesNo(@Nullable Boolean value) {
    if (value == null) {
      return "not known";
    }
    return value ? "yes" : "no";
  }

  private void fact(String name, String value) {
    out.append("  ").append(paint(DIM, String.format("%-10s", name))).append(value).append('\n');
  }

  private void row(NatLabel label) {
    out.append("\n  ").append(paint(DIM, String.format("%-10s", "peer")));
    PEERS.forEach(peer -> out.append(paint(DIM, cell(peer, peer.name()))));
    out.append("\n  ").append(String.format("%-10s", label.name()));
    for (NatLabel peer : PEERS) {
      boolean direct = label.meetsDirectly(peer);
      out.append(paint(direct ? GREEN : YELLOW, cell(peer, direct ? "direct" : "relay")));
    }
    out.append('\n');
  }

  private static String cell(NatLabel column, String text) {
    return column == NatLabel.SN ? text : String.format("%-8s", text);
  }

  private String paint(String code, String text) {
    return colour ? code + text + RESET : text;
  }
}
