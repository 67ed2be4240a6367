package dev.awl.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One command line run in this process: to its end, or in the background until it is closed. */
final class CommandRun implements AutoCloseable {

  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private final String[] args;
  private final Thread thread;
  private volatile int exit = -1;

  private CommandRun(String... args) {
    this.args = args;
    this.thread = new Thread(this::execute, "awl " + String.join(" ", args));
  }

  private void execute() {
    exit = new Awl(print(out), print(err)).run(args);
  }

  private static PrintStream print(OutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  /** Runs it to its end. */
  static CommandRun of(String... args) {
    CommandRun run = new CommandRun(args);
    run.execute();
    return run;
  }

  /** Starts a command that runs until it is closed. */
  static CommandRun start(String... args) {
    CommandRun run = new CommandRun(args);
    run.thread.start();
    return run;
  }

  int exit() {
    return exit;
  }

  List<String> out() {
    return List.copyOf(out.lines);
  }

  List<String> err() {
    return List.copyOf(err.lines);
  }

  /** Waits for a line on stdout that has this word in quotes: an event of {@code --json}. */
  String awaitEvent(String name) throws InterruptedException {
    return awaitLine(line -> line.contains("\"" + name + "\""));
  }

  /** Waits for a line on stdout. */
  String awaitLine(Predicate<String> wanted) throws InterruptedException {
    StringBuilder others = new StringBuilder();
    while (true) {
      String line = out.lines.poll(40, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("the line did not come, but:" + others + "; stderr: " + err());
      }
      others.append('\n').append(line);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("still runs: " + thread.getName());
    }
  }

  /** Cuts what is written into lines. */
  private static final class Lines extends OutputStream {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
