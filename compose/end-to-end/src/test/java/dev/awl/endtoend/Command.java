package dev.awl.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that ran to its end.
 *
 * @param exit its exit code
 * @param output what it printed
 * @param errors what it printed as errors
 * @param took how long it ran
 */
record Command(List<String> line, int exit, String output, String errors, Duration took) {

  /** Runs a command that must end within {@code limit}, whatever its outcome. */
  static Command run(Duration limit, List<String> line) {
    try {
      Path output = Files.createTempFile("awl-lab", ".out");
      Path errors = Files.createTempFile("awl-lab", ".err");
      try {
        long start = System.nanoTime();
        Process process =
            new ProcessBuilder(line)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        Command command = new Command(line, process.exitValue(), text(output), text(errors), took);
        if (!ended) {
          throw new AssertionError("still running after " + limit + ": " + command);
        }
        return command;
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it printed; fails unless it ended with 0. */
  String succeeded() {
    if (exit != 0) {
      throw new AssertionError("failed: " + this);
    }
    return output;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return String.join(" ", line) + "\nexit " + exit + "\n" + output + errors;
  }
}
