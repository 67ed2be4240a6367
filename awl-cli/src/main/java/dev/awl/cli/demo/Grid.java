package dev.awl.cli.demo;

import dev.awl.cli.Output;
import dev.awl.natlab.NatType;
import java.util.List;
import java.util.Locale;

/** The matrix as it fills: a row a NAT, a cell a pair. */
final class Grid {

  private static final int CELL = 15;

  private final Output output;
  private final Look look;
  private final List<NatType> types;
  private int gap;

  Grid(Output output, Look look, List<NatType> types) {
    this.output = output;
    this.look = look;
    this.types = types;
  }

  void head() {
    StringBuilder names = new StringBuilder("       ");
    types.forEach(type -> names.append(pad(type.toString())));
    output.line(look.bold(names.toString().stripTrailing()));
  }

  /** Begins a row; the cells left of the diagonal mirror others. */
  void row(int index) {
    gap = CELL * index;
    if (!output.json()) {
      print("  " + look.bold(String.format("%-5s", types.get(index))));
    }
  }

  /** Shows that a pair runs, where it can be wiped off again. */
  void running() {
    if (!output.json()) {
      print(" ".repeat(gap));
      gap = 0;
      if (look.moves()) {
        print(look.dim("...") + "\033[3D");
      }
    }
  }

  void cell(Outcome outcome) {
    if (output.json()) {
      return;
    }
    String word = outcome.direct() ? "direct" : "relay";
    long millis = outcome.direct() ? outcome.directMillis() : outcome.relayMillis();
    String text = String.format(Locale.ROOT, "%s %d ms", word, millis);
    if (!outcome.asExpected()) {
      text = look.signs("✘") + "  "; // over the dots
      print(look.red(text));
    } else {
      print(outcome.direct() ? look.green(text) : look.yellow(text));
    }
    gap = Math.max(1, CELL - text.length());
  }

  void endRow() {
    output.line("");
  }

  private static String pad(String text) {
    return String.format("%-" + CELL + "s", text);
  }

  private void print(String text) {
    output.stream().print(text);
    output.stream().flush();
  }
}
