package dev.awl.peer.alg.ftp;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The commands whose replies are still to come, oldest first. The greeting is the answer to a
 * virtual command: some clients send before they have read it. Answers that we give ourselves take
 * their turn among those of the service.
 */
final class CommandTracker {

  /** More commands than this without an answer are no conversation any more. */
  static final int MAX_PENDING = 256;

  /**
   * A command that was sent.
   *
   * @param verb as the service got it
   * @param asked as the user sent it: EPSV can stand for PASV
   * @param answer what we answer ourselves; null: the service answers
   * @param ours whether the user knows nothing of it, nor hears the answer
   */
  record Pending(String verb, String asked, @Nullable String answer, boolean ours) {

    static Pending sent(String verb) {
      return sent(verb, verb);
    }

    static Pending sent(String verb, String asked) {
      return new Pending(verb, asked, null, false);
    }

    static Pending answered(String answer) {
      return answered("", answer);
    }

    static Pending answered(String verb, String answer) {
      return new Pending(verb, verb, answer, false);
    }

    static Pending ours(String verb) {
      return new Pending(verb, verb, null, true);
    }

    boolean wantsAddress() {
      return verb.equals("PASV") || verb.equals("EPSV");
    }

    /** The code of an answer that says where to connect. */
    int addressCode() {
      return verb.equals("PASV") ? 227 : 229;
    }
  }

  private final Queue<Pending> pending = new ArrayDeque<>();

  CommandTracker() {
    pending.add(Pending.sent(""));
  }

  /** Takes a command on; false: too many already. */
  boolean add(Pending command) {
    return pending.size() < MAX_PENDING && pending.add(command);
  }

  /** The command whose reply is next, or null. */
  @Nullable Pending head() {
    return pending.peek();
  }

  /** The reply to the oldest command has come. */
  void answered() {
    pending.poll();
  }

  boolean isIdle() {
    return pending.isEmpty();
  }

  /**
   * The command that an address reply of this code answers; null when nobody asked. An ABOR before
   * it, which some servers leave without an answer of its own, counts as answered.
   */
  @Nullable Pending askedFor(int code) {
    int before = 0;
    for (Iterator<Pending> each = pending.iterator(); each.hasNext(); before++) {
      Pending command = each.next();
      if (command.wantsAddress() && command.addressCode() == code) {
        for (; before > 0; before--) {
          pending.remove();
        }
        return command;
      }
      if (!command.verb().equals("ABOR")) {
        return null;
      }
    }
    return null;
  }
}
