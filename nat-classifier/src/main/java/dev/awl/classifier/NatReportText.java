package dev.awl.classifier;

import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The report for people, on one screen: the verdict in words, the facts, whom it reaches directly.
 */
public final class NatReportText {

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
    return new NatReportText(colour).write(report);
  }

  private String write(NatReport report) {
    out.append(paint(BOLD, verdict(report))).append("\n\n");
    if (report.label() != null) {
      fact("label", report.label().name() + " (" + report.label().type() + ")");
    }
    fact("local", HostPort.text(report.local()));
    if (report.mapped() != null) {
      fact("mapped", HostPort.text(report.mapped()));
      fact("mapping", report.mapping().toString());
      fact("filtering", report.filtering().toString());
      fact("new ports", ports(report));
      if (report.behindNat()) {
        fact("hairpin", yesNo(report.hairpin()));
      }
    }
    if (report.bindingLifetimeSeconds() != null) {
      fact("binding", "lives " + report.bindingLifetimeSeconds() + " s without traffic");
    }
    fact("took", report.elapsedMillis() + " ms");
    if (report.label() != null) {
      reach(Reach.directFrom(report.label()));
    }
    return out.toString();
  }

  private static String verdict(NatReport report) {
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

  private void reach(Set<NatLabel> direct) {
    out.append("\n  Peers it reaches\n");
    for (NatLabel peer : Reach.PEERS) {
      boolean straight = direct.contains(peer);
      out.append("    ")
          .append(String.format("%-5s", peer.name()))
          .append(straight ? paint(GREEN, "direct") : paint(YELLOW, "relay "))
          .append(paint(DIM, "  " + peer.type()))
          .append('\n');
    }
  }

  private String paint(String code, String text) {
    return colour ? code + text + RESET : text;
  }
}
