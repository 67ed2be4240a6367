package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.Expectation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What a session wants done, in order; every line leaves with the one end that all agree on. */
final class Outlet {

  static final int NO_EXPECTATION = 0;

  private final Queue<AlgCommand> commands = new ArrayDeque<>();
  private boolean closed;
  private int unused = NO_EXPECTATION;
  private int lastId = NO_EXPECTATION;

  @Nullable AlgCommand poll() {
    return commands.poll();
  }

  boolean isClosed() {
    return closed;
  }

  void toUser(String line) {
    add(new AlgCommand.ToUser(crlf(line)));
  }

  void toService(String line) {
    add(new AlgCommand.ToService(crlf(line)));
  }

  void add(AlgCommand command) {
    if (!closed) {
      commands.add(command);
    }
  }

  /** Says why to both the user and the log, and ends the session. */
  void close(String code, String reason) {
    toUser(code + " " + reason + ": closing");
    add(new AlgCommand.Close(reason));
    closed = true;
  }

  /** The next expectation's number; the one before it is cancelled unless it was used. */
  int replaceExpectation() {
    if (unused != NO_EXPECTATION) {
      add(new AlgCommand.Cancel(unused));
    }
    unused = ++lastId;
    return unused;
  }

  void expect(Expectation expectation) {
    add(new AlgCommand.Expect(expectation));
  }

  /** An expectation was used or failed: there is nothing to cancel. */
  void expectationOver(int id) {
    if (unused == id) {
      unused = NO_EXPECTATION;
    }
  }

  private static byte[] crlf(String line) {
    return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
