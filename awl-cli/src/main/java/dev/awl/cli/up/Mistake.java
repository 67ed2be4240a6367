package dev.awl.cli.up;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/** What is wrong at one place of a file; thrown to the reader of what stands there. */
final class Mistake extends RuntimeException {

  /** As in the file; what has no place in it comes first. */
  static final Comparator<Mistake> BY_PLACE =
      Comparator.<Mistake>comparingInt(each -> each.line).thenComparingInt(each -> each.column);

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  Mistake(@Nullable TomlPosition at, String problem) {
    super(problem, null, false, false); // a value: where it was made says nothing
    this.line = at == null ? 0 : at.line();
    this.column = at == null ? 0 : at.column();
  }

  /** Where in the file: line and column. */
  String place() {
    return line + ":" + column;
  }

  /** As a line for people. */
  String in(String file) {
    return (line == 0 ? file : file + ":" + place()) + ": " + getMessage();
  }
}
