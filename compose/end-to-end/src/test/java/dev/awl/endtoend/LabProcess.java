package dev.awl.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A process that runs on a host of the lab until it is stopped; its errors go to a log file. */
final class LabProcess implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Host host;
  private final Process process;
  private final String pidFile;
  private final Path log;
  private final Thread reader;

  private LabProcess(Host host, Process process, String pidFile, Path log, Consumer<String> lines) {
    this.host = host;
    this.process = process;
    this.pidFile = pidFile;
    this.log = log;
    this.reader = new Thread(() -> read(lines), "output of " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code command} on {@code host}; what it prints is lost. */
  static LabProcess start(Host host, Path log, String... command) {
    return start(host, log, Map.of(), line -> {}, List.of(command));
  }

  /** The same; returns when it has printed {@code said}. */
  static LabProcess startAndAwait(Host host, Path log, String said, String... command) {
    CountDownLatch ready = new CountDownLatch(1);
    LabProcess process =
        start(
            host,
            log,
            Map.of(),
            line -> {
              if (line.contains(said)) {
                ready.countDown();
              }
            },
            List.of(command));
    try {
      if (!ready.await(Session.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.close();
        throw new AssertionError("it does not say '" + said + "': " + process);
      }
    } catch (InterruptedException e) {
      process.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return process;
  }

  /** Starts {@code command} on {@code host}; every line it prints goes to {@code lines}. */
  static LabProcess start(
      Host host,
      Path log,
      Map<String, String> environment,
      Consumer<String> lines,
      List<String> command) {
    // nsenter stands between us and the process, and does not pass signals on: the process tells
    // its number, as it is inside, in a file there.
    String pidFile = "/run/lab/" + NUMBER.incrementAndGet();
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "echo $$ >" + pidFile + "; exec \"$@\"", "sh"));
    line.addAll(host.here(command));
    ProcessBuilder builder = new ProcessBuilder(host.enclosure().inside(line));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Files.createDirectories(log.getParent());
      Process process = builder.start();
      process.getOutputStream().close();
      return new LabProcess(host, process, pidFile, log, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      // The process was killed: there is no more to read.
    }
  }

  boolean running() {
    return process.isAlive();
  }

  /** Whether it has ended and its last line of output was read. */
  boolean over() {
    return !process.isAlive() && !reader.isAlive();
  }

  /** Waits for the end and for the last line of output. */
  int exit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + limit + ": " + this);
      }
      reader.join(limit.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, as a service manager or Ctrl-C does. */
  void terminate() {
    signal("TERM");
  }

  /** What a service manager sends to make it read its settings again. */
  void hangUp() {
    signal("HUP");
  }

  /** Ends it without a word to anybody, as a crash does. */
  void kill() {
    signal("KILL");
    exit(Duration.ofSeconds(5));
  }

  private void signal(String name) {
    host.enclosure().script("kill -" + name + " $(cat " + pidFile + ") 2>/dev/null || true");
  }

  /** Memory in use, in kB. */
  long residentKilobytes() {
    String status = host.enclosure().script("grep VmRSS /proc/$(cat " + pidFile + ")/status");
    return Long.parseLong(status.replaceAll("[^0-9]", ""));
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (running()) {
      terminate();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          signal("KILL");
          process.waitFor(5, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return host.name()
        + ": "
        + log.getFileName()
        + (running() ? " (running)" : " (exit " + process.exitValue() + ")")
        + "\n"
        + log();
  }
}
