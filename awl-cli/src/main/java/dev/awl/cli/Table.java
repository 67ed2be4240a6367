package dev.awl.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Rows in columns: a bold head and colours on a terminal, plain text in a pipe. */
final class Table {

  private static final String GAP = "  ";

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... head) {
    this.head = List.of(head);
  }

  /** A row; as many cells as the head has. */
  void row(String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(List.of(cells));
  }

  void printUnlessEmpty(Output output) {
    if (!rows.isEmpty()) {
      output.line("");
      print(output);
    }
  }

  void print(Output output) {
    int[] widths = new int[head.size()];
    measure(head, widths);
    rows.forEach(row -> measure(row, widths));
    boolean terminal = output.terminal();
    output.line(line(head, widths, terminal ? "bold" : ""));
    rows.forEach(row -> output.line(line(row, widths, terminal ? "cyan" : "")));
  }

  private static void measure(List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  /** The head is in the style as a whole, a row in its first cell. */
  private String line(List<String> row, int[] widths, String style) {
    boolean all = row.equals(head);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      String cell = row.get(i);
      String padding = last ? "" : " ".repeat(widths[i] - cell.length()) + GAP;
      line.append(all || i == 0 ? styled(cell, style) : cell).append(padding);
    }
    return line.toString();
  }

  private static String styled(String text, String style) {
    if (style.isEmpty()) {
      return text;
    }
    return Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on();
  }
}
