package dev.awl.cli.demo;

import dev.awl.cli.Output;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The timeline: one line a thing that happens, with a progress bar below while a file travels. */
final class Story {

  private static final int BAR = 36;
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Output output;
  private final Look look;
  private final boolean quiet;
  private final long begin = System.nanoTime();
  private String bar = "";
  private long drawnAt;

  /**
   * @param quiet tells nothing; a grid tells it instead
   */
  Story(Output output, Look look, boolean quiet) {
    this.output = output;
    this.look = look;
    this.quiet = quiet || output.json();
  }

  Look look() {
    return look;
  }

  /** Something happened now. */
  synchronized void tell(String who, String what) {
    if (!quiet) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      String time = String.format(Locale.ROOT, "%6d ms", millis);
      print(look.dim(time) + "  " + look.bold(String.format("%-8s", who)) + look.signs(what));
    }
  }

  /** A line without a time. */
  synchronized void say(String text) {
    if (!quiet) {
      print(look.signs(text));
    }
  }

  private void print(String line) {
    String over = bar.isEmpty() ? "" : "\r\033[K";
    output.stream().print(over + line + "\n" + bar);
    output.stream().flush();
  }

  /** Moves the bar; a terminal only. */
  synchronized void progress(long bytes, long total) {
    long now = System.nanoTime();
    if (quiet || !look.moves() || total <= 0 || now - drawnAt < REDRAW_NANOS) {
      return;
    }
    drawnAt = now;
    int full = (int) (BAR * bytes / total);
    bar =
        look.signs(
            "           "
                + look.green("█".repeat(full))
                + look.dim("░".repeat(BAR - full))
                + String.format(Locale.ROOT, " %5.1f MB", bytes / 1e6));
    output.stream().print("\r\033[K" + bar);
    output.stream().flush();
  }

  /** Takes the bar away. */
  synchronized void progressOver() {
    if (!bar.isEmpty()) {
      bar = "";
      output.stream().print("\r\033[K");
      output.stream().flush();
    }
  }
}
