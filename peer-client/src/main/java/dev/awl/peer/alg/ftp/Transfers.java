package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Matches commands that move data with the connections that moved it, for the log. */
final class Transfers {

  private static final int MAX_ASKED = 64; // the oldest goes without a line

  private record Asked(String verb, String line, long at) {}

  private final Outlet out;
  private final Deque<Asked> asked = new ArrayDeque<>();
  private int toUser = Outlet.NO_EXPECTATION;
  private final Map<Integer, Long> open = new HashMap<>(); // bounded by the expectations' number

  Transfers(Outlet out) {
    this.out = out;
  }

  void asked(long now, FtpCommand command) {
    if (asked.size() == MAX_ASKED) {
      asked.remove();
    }
    asked.add(new Asked(command.verb(), command.printable(), now));
  }

  /** A refusal without a connection: nothing will move. */
  void answered(String verb, int code) {
    if (code >= 400 && open.isEmpty() && !asked.isEmpty() && asked.peek().verb().equals(verb)) {
      asked.remove();
    }
  }

  /** The service was told where to connect: the user waits for this connection. */
  void awaitsUser(int expectation) {
    toUser = expectation;
  }

  /** It has reached the user, or never will. */
  void settled(int expectation) {
    if (toUser == expectation) {
      toUser = Outlet.NO_EXPECTATION;
    }
  }

  boolean isUserAwaited() {
    return toUser != Outlet.NO_EXPECTATION;
  }

  void used(long now, int expectation) {
    open.put(expectation, now);
  }

  void ended(long now, AlgEvent.Ended connection) {
    Long since = open.remove(connection.expectation());
    Asked what = asked.poll();
    long bytes = connection.bytesToUser() + connection.bytesToService();
    if (what != null || bytes > 0) {
      long start = what != null ? what.at() : since != null ? since : now;
      String line = what != null ? what.line() : "a data connection";
      out.add(new AlgCommand.Transferred(line, bytes, now - start));
    }
  }
}
