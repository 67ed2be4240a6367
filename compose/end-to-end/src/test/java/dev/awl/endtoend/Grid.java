package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The matrix as it came out, as text and as a page. */
final class Grid {
  private static final List<NatLabel> LABELS =
      List.of(NatLabel.OPEN, NatLabel.FC, NatLabel.RC, NatLabel.PC, NatLabel.SN, NatLabel.BLOCKED);

  private final List<Cell> cells = new ArrayList<>();

  void add(Cell cell) {
    cells.add(cell);
  }

  private Optional<Cell> at(NatLabel inner, NatLabel access) {
    return cells.stream().filter(c -> c.inner() == inner && c.access() == access).findFirst();
  }

  /** Writes {@code grid.txt} and {@code grid.html} into {@code directory}. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("grid.txt"), text());
    Files.writeString(directory.resolve("grid.html"), page());
  }

  String text() {
    StringBuilder text = new StringBuilder("inner \\ access");
    LABELS.forEach(label -> text.append(String.format(" | %-18s", label)));
    text.append('\n');
    for (NatLabel inner : LABELS) {
      text.append(String.format("%-14s", inner));
      for (NatLabel access : LABELS) {
        text.append(String.format(" | %-18s", at(inner, access).map(Grid::brief).orElse("")));
      }
      text.append('\n');
    }
    return text.append(
            "cell: path, ms from 'awl connect' to the first byte, ms from the first packet to direct\n")
        .toString();
  }

  private static String brief(Cell cell) {
    String direct = cell.directMillis() < 0 ? "-" : Long.toString(cell.directMillis());
    return (cell.passed() ? "" : "FAILED ")
        + cell.kind()
        + " "
        + cell.firstByteMillis()
        + " "
        + direct;
  }

  String page() {
    StringBuilder page =
        new StringBuilder(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Awl: every pair of NATs</title>
            <style>
              :root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; margin: 2rem }
              table { border-collapse: collapse } th, td { border: 1px solid #8888; padding: .5em .8em; text-align: left }
              td.direct { background: #2a92 } td.relay { background: #d922 } td.failed { background: #d338 }
              small { opacity: .75 }
            </style>
            <h1>Every pair of NATs</h1>
            <p>Rows: the side that shares. Columns: the side that connects. Real kernel NATs, the real command, a 3 MB file whose SHA-256 is compared.</p>
            <table><tr><th></th>""");
    LABELS.forEach(label -> page.append("<th>").append(label).append("</th>"));
    page.append("</tr>\n");
    for (NatLabel inner : LABELS) {
      page.append("<tr><th>").append(inner).append("</th>");
      LABELS.forEach(access -> page.append(at(inner, access).map(Grid::html).orElse("<td></td>")));
      page.append("</tr>\n");
    }
    return page.append("</table></html>\n").toString();
  }

  private static String html(Cell cell) {
    String direct = cell.directMillis() < 0 ? "" : ", direct after " + cell.directMillis() + " ms";
    return "<td class=\"%s\"><b>%s</b><br><small>%s<br>first byte after %d ms%s</small></td>"
        .formatted(
            cell.passed() ? cell.kind() : "failed",
            cell.passed() ? cell.kind() : "failed",
            cell.strategy(),
            cell.firstByteMillis(),
            direct);
  }
}
