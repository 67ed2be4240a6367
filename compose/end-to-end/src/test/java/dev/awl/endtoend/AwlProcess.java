package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running {@code awl} command with {@code --json}: its events, waited for with a deadline. */
final class AwlProcess implements AutoCloseable {
  private static final int MOST_EVENTS = 10_000;

  private final List<Event> events = new ArrayList<>();
  private final List<String> noise = new ArrayList<>();
  private final long started = System.nanoTime();
  private final LabProcess process;

  private AwlProcess(Host host, Path home, Map<String, String> environment, String... arguments) {
    Map<String, String> merged = new HashMap<>(Launcher.ENVIRONMENT);
    merged.putAll(environment);
    String[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
    Path log = home.resolve(arguments[0] + ".log");
    this.process = LabProcess.start(host, log, merged, this::read, Launcher.line(home, all));
  }

  static AwlProcess start(Host host, Path home, String... arguments) {
    return new AwlProcess(host, home, Map.of(), arguments);
  }

  /** The same, with more in its environment. */
  static AwlProcess start(
      Host host, Path home, Map<String, String> environment, String... arguments) {
    return new AwlProcess(host, home, environment, arguments);
  }

  private synchronized void read(String line) {
    if (events.size() + noise.size() < MOST_EVENTS) {
      if (line.startsWith("{")) {
        events.add(Event.parse(line));
      } else {
        noise.add(line);
      }
    }
    notifyAll();
  }

  /** The first event of this name, past or to come. */
  Event await(String name, Duration limit) {
    return await(event -> event.is(name), name, limit);
  }

  /** The word that it has begun; ends it if that does not come. */
  Event awaitReady() {
    try {
      return await("ready", Session.PATIENCE);
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  /** The news of a path of this kind. */
  Event awaitPath(String kind) {
    return await(event -> event.isPath(kind), "path of kind " + kind, Session.PATIENCE);
  }

  /** The local port that a service is offered at. */
  int awaitPort(String service) {
    return await(
            event -> event.is("listening") && event.text("service").equals(service),
            "port of " + service,
            Session.PATIENCE)
        .port();
  }

  /** The first event that fits, past or to come. */
  Event await(Predicate<Event> fits, String what, Duration limit) {
    Event found = find(fits, limit);
    if (found == null) {
      throw new AssertionError("no " + what + " within " + limit.toMillis() + " ms: " + this);
    }
    return found;
  }

  /** Whether no such event has come and none comes for {@code watch}. */
  boolean never(Predicate<Event> fits, Duration watch) {
    return find(fits, watch) == null;
  }

  private synchronized @Nullable Event find(Predicate<Event> fits, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    int seen = 0;
    while (true) {
      boolean over = process.over(); // asked first: all that it said is among the events then
      for (; seen < events.size(); seen++) {
        if (fits.test(events.get(seen))) {
          return events.get(seen);
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 || over) {
        return null;
      }
      try {
        wait(Math.min(left, 100)); // its end sends no notice
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** Milliseconds from the start of the process to {@code event}. */
  long millisTo(Event event) {
    return (event.nanos() - started) / 1_000_000;
  }

  long residentKilobytes() {
    return process.residentKilobytes();
  }

  LabProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder(process.toString());
    events.forEach(event -> text.append(event.fields()).append('\n'));
    noise.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
