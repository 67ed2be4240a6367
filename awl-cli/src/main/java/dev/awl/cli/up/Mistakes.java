package dev.awl.cli.up;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is wrong with a file, so that its owner hears of it at once. There are no more than the
 * file has keys and values.
 */
final class Mistakes {

  private static final int MOST_TOLD = 20;

  private final String file;
  private final List<Mistake> found = new ArrayList<>();
  private final List<Mistake> doubtful = new ArrayList<>();

  Mistakes(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void add(Mistake mistake) {
    found.add(mistake);
  }

  /** Notes what may be one: those beyond the first are not told. */
  void doubt(Mistake mistake) {
    if (doubtful.size() < MOST_TOLD) {
      doubtful.add(mistake);
    }
  }

  /** What may be wrong: a line for each. */
  List<String> doubts() {
    return doubtful.stream().sorted(Mistake.BY_PLACE).map(each -> each.in(file)).toList();
  }

  /** What is read there; where it is wrong, that is noted, and the reading goes on with this. */
  <T> T or(Supplier<T> reading, T otherwise) {
    T read = orNull(reading);
    return read == null ? otherwise : read;
  }

  /** The same; null where it is wrong, or not there. */
  <T> @Nullable T orNull(Supplier<? extends @Nullable T> reading) {
    try {
      return reading.get();
    } catch (Mistake e) {
      add(e);
      return null;
    }
  }

  /**
   * The end of the reading.
   *
   * @throws AwlException where there was a mistake: a line for each of the first
   */
  void complain() {
    if (found.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    found.stream()
        .sorted(Mistake.BY_PLACE)
        .limit(MOST_TOLD)
        .forEach(each -> lines.add(each.in(file)));
    if (found.size() > MOST_TOLD) {
      lines.add(file + ": more mistakes: " + (found.size() - MOST_TOLD));
    }
    throw new AwlException(ExitCode.USAGE, "config", String.join("\n", lines));
  }
}
