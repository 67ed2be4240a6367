package dev.awl.cli;

import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What a command says on stdout: lines for people, or with {@code --json} events for scripts.
 *
 * <p>Every fact goes to both: a command calls {@link #line} and {@link #event} side by side and the
 * mode picks one.
 */
public final class Output {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean json;
  private boolean inProgress; // guarded by out
  private @Nullable JsonLines events; // made by the first event: Jackson costs start-up time

  Output(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  public boolean json() {
    return json;
  }

  /** Prints a line for people; nothing in JSON mode. */
  public void line(String text) {
    if (!json) {
      synchronized (out) {
        out.print(inProgress ? CLEAR_LINE + text + "\n" : text + "\n");
        out.flush();
        inProgress = false;
      }
    }
  }

  /**
   * Says on a terminal what is under way, in a line that the next one takes the place of; nothing
   * in a pipe. An empty text takes it away.
   */
  public void progress(String text) {
    if (terminal()) {
      synchronized (out) {
        out.print(CLEAR_LINE + text);
        out.flush();
        inProgress = !text.isEmpty();
      }
    }
  }

  /** Prints an event for scripts; nothing in human mode. */
  public synchronized void event(String name, JsonBody body) {
    if (json) {
      if (events == null) {
        events = new JsonLines(out);
      }
      events.write(name, body);
    }
  }

  /** Whether stdout is a terminal that takes colours and cursor moves ({@code NO_COLOR} wins). */
  public boolean terminal() {
    return !json && Ansi.AUTO.enabled();
  }

  /** The stream itself, for what is neither a line nor an event. */
  public PrintStream stream() {
    return out;
  }

  /** The charset of stdout; Java 17 tells it for a terminal only, 19 and later always. */
  public static Charset charset() {
    String name =
        System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding", ""));
    return !name.isEmpty() && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }
}
