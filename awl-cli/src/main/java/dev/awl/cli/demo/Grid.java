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
    if (!output.json()) {
      print("  " + look.bold(String.format("%-5s", types.get(index))) + " ".repeat(CELL * index));
    }
  }

  /** Shows that a pair runs, where it can be wiped off again. */
  void running() {
    if (look.moves() && !output.json()) {
      print(look.dim("...") + "\033[3D");
    }
  }

  void cell(Outcome outcome) {
    if (output.json()) {
      return;
    }
    if (!outcome.asExpected()) {
      print(look.red(pad(look.signs("✘"))));
    } else if (outcome.direct()) {
      print(look.green("direct") + pad(millis(outcome.directMillis()), CELL - 6));
    } else {
      print(look.yellow("relay") + pad(millis(outcome.relayMillis()), CELL - 5));
    }
  }

  void endRow() {
    output.line("");
  }

  private static String millis(long millis) {
    return String.format(Locale.ROOT, " %d ms", millis);
  }

  private static String pad(String text) {
    return pad(text, CELL);
  }

  private static String pad(String text, int width) {
    return String.format("%-" + width + "s", text);
  }

  private void print(String text) {
    output.stream().print(text);
    output.stream().flush();
  }
}
