package dev.awl.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A corner of the kernel of our own: network, mount and process namespaces (and a user namespace
 * where we are not root). Its first process reads a pipe from us and ends with it; the kernel then
 * kills all that runs inside and drops every namespace, so that a killed test leaves nothing
 * behind.
 */
final class Enclosure implements AutoCloseable {
  private static final String FIRST_PROCESS =
      "mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/lab && echo ready && exec cat";

  private final Process holder;
  private final List<String> enter;

  private Enclosure(Process holder, List<String> enter) {
    this.holder = holder;
    this.enter = enter;
  }

  /** Opens one; the exception's message says what the machine did not allow. */
  static Enclosure open() {
    boolean root = "root".equals(System.getProperty("user.name"));
    String kinds = root ? "-nmpf" : "-Urnmpf";
    try {
      Process holder =
          new ProcessBuilder(
                  "unshare", kinds, "--kill-child", "--mount-proc", "sh", "-c", FIRST_PROCESS)
              .redirectErrorStream(true)
              .start();
      BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      if (!"ready".equals(line)) {
        holder.destroyForcibly();
        throw new IllegalStateException("unshare " + kinds + ": " + line);
      }
      // unshare itself stays outside the process namespace: its child is the first process inside.
      long first = holder.toHandle().children().findFirst().orElseThrow().pid();
      List<String> enter = new ArrayList<>(List.of("nsenter", "-t", Long.toString(first)));
      if (!root) {
        enter.addAll(List.of("-U", "--preserve-credentials"));
      }
      enter.addAll(List.of("-n", "-m", "-p", "--"));
      return new Enclosure(holder, List.copyOf(enter));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command line that runs {@code command} in here. */
  List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>(enter);
    all.addAll(command);
    return all;
  }

  /** Runs a shell script in here; it must succeed. Returns what it printed. */
  String script(String script) {
    return Command.run(Duration.ofSeconds(20), inside(List.of("sh", "-ec", script))).succeeded();
  }

  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      if (!holder.waitFor(5, TimeUnit.SECONDS)) {
        holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS); // who runs on writes into its log
      }
    } catch (IOException e) {
      holder.destroyForcibly();
    } catch (InterruptedException e) {
      holder.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
