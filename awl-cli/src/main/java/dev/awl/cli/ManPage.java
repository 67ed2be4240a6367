package dev.awl.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command's manual page in man's own language, made from what the parser knows. Picocli's
 * generator writes AsciiDoc, which would take Asciidoctor, a Ruby program, to turn into this.
 */
final class ManPage {

  private final CommandSpec spec;
  private final StringBuilder out = new StringBuilder();

  private ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  /** The name under which man finds it. */
  static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  static String of(CommandSpec spec) {
    return new ManPage(spec).page();
  }

  private String page() {
    String name = name(spec);
    String[] head = spec.usageMessage().header();
    String[] description = spec.usageMessage().description();
    String[] summary = summary(spec);
    line(".TH " + name.toUpperCase(java.util.Locale.ROOT) + " 1 \"\" \"awl " + version() + "\"");
    section("NAME");
    text(name + " - " + (summary.length > 0 ? plain(summary[0]) : "a command of awl"));
    section("SYNOPSIS");
    line(".B " + escaped(spec.qualifiedName()));
    text(plain(synopsis()));
    section("DESCRIPTION");
    paragraphs(head);
    paragraphs(description);
    parameters();
    options();
    commands();
    exitCodes();
    footer();
    return out.toString();
  }

  private static String[] summary(CommandSpec of) {
    String[] head = of.usageMessage().header();
    return head.length > 0 ? head : of.usageMessage().description();
  }

  private static String version() {
    return Version.number();
  }

  private String synopsis() {
    String whole = spec.commandLine().getHelp().synopsis(0);
    return whole.replaceFirst("^\\s*" + java.util.regex.Pattern.quote(spec.qualifiedName()), "");
  }

  private void parameters() {
    if (!spec.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      for (PositionalParamSpec each : spec.positionalParameters()) {
        item(each.paramLabel(), each.description());
      }
    }
  }

  private void options() {
    List<OptionSpec> shown = spec.options().stream().filter(each -> !each.hidden()).toList();
    if (!shown.isEmpty()) {
      section("OPTIONS");
      for (OptionSpec each : shown) {
        String label = each.arity().max() == 0 ? "" : " " + each.paramLabel();
        item(String.join(", ", each.names()) + label, each.description());
      }
    }
  }

  private void commands() {
    if (!spec.subcommands().isEmpty()) {
      section("COMMANDS");
      for (CommandLine each : spec.subcommands().values()) {
        CommandSpec sub = each.getCommandSpec();
        item(sub.name() + ", see " + name(sub) + "(1)", summary(sub));
      }
    }
  }

  private void exitCodes() {
    section("EXIT STATUS");
    spec.root().usageMessage().exitCodeList().forEach((code, meaning) -> item(code, meaning));
  }

  private void footer() {
    String[] lines = spec.usageMessage().footer();
    if (lines.length > 0) {
      section("EXAMPLES");
      line(".nf");
      Arrays.stream(lines)
          .filter(each -> !each.isBlank() && !each.startsWith("Example"))
          .forEach(each -> text(plain(each)));
      line(".fi");
    }
  }

  private void section(String name) {
    line(".SH " + name);
  }

  private void item(String label, String... description) {
    line(".TP");
    line(".B " + escaped(label));
    text(Arrays.stream(description).map(ManPage::plain).collect(Collectors.joining(" ")));
  }

  /** An empty line ends a paragraph; that a source line ends is no reason for a new one. */
  private void paragraphs(String[] lines) {
    StringBuilder paragraph = new StringBuilder();
    for (String each : lines) {
      if (each.isBlank()) {
        paragraph(paragraph);
      } else {
        paragraph.append(plain(each).strip()).append(' ');
      }
    }
    paragraph(paragraph);
  }

  private void paragraph(StringBuilder text) {
    if (!text.isEmpty()) {
      text(text.toString());
      line(".PP");
      text.setLength(0);
    }
  }

  /** Without picocli's markup and variables. */
  private static String plain(String text) {
    return Ansi.OFF.string(text).replace("$$", "$").replace("%n", " ");
  }

  /** A text line; one that begins with a dot or an apostrophe would be a request. */
  private void text(String text) {
    String safe = escaped(text.strip());
    line(safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
