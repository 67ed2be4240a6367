package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.Expectation;
import dev.awl.peer.alg.ftp.CommandTracker.Pending;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service's lines on their way to the user. While a reply that says where to connect waits for
 * the peers to stand by, later lines wait behind it; so does the end of a transfer for its
 * connection.
 */
final class ReplyRewriter {

  private static final int MAX_WAITING = 1024;

  /** What comes in clear after the reply to AUTH could pass for what comes by TLS. */
  static final String SPOKE_ON = "the server spoke on in clear after AUTH";

  private static final int AUTH_ACCEPTED = 234; // RFC 4217 section 4

  private final ControlConnection control;
  private final CommandTracker tracker;
  private final Transfers transfers;
  private final Security security;
  private final Outlet out;
  private final ReplyReader replies = new ReplyReader();
  private final Queue<String> waiting = new ArrayDeque<>();
  private @Nullable Pending passive; // waits for the peers, with its reply
  private @Nullable PassiveReply passiveReply;
  private int passiveExpectation;
  private boolean authAccepted;
  private final List<String> greeting = new ArrayList<>();
  private final Set<String> features = new HashSet<>();

  ReplyRewriter(
      ControlConnection control,
      CommandTracker tracker,
      Transfers transfers,
      Security security,
      Outlet out) {
    this.control = control;
    this.security = security;
    this.tracker = tracker;
    this.transfers = transfers;
    this.out = out;
  }

  /** Whether the service has agreed to TLS with the user: nothing can be read from here on. */
  boolean isAuthAccepted() {
    return authAccepted;
  }

  void line(String line) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(line);
      passOn();
    } else {
      out.close("421", "the server says too much at once");
    }
  }

  /** Passes on what nothing holds back any more. */
  void passOn() {
    while (passive == null
        && !waiting.isEmpty()
        && !overtakes(waiting.element())
        && !out.isClosed()) {
      pass(waiting.remove());
      answerOurselves();
      if (security.isServiceAwaited() && !waiting.isEmpty()) {
        out.close("421", SPOKE_ON);
      }
    }
  }

  /**
   * Whether the line ends a transfer whose data connection is still on its way to the user: the
   * service has made its half and is done. Directly the user has the connection first, and curl
   * gives up where it has not.
   */
  private boolean overtakes(String line) {
    Pending head = tracker.head();
    return transfers.isUserAwaited()
        && replies.isBetween()
        && line.startsWith("2")
        && head != null
        && FtpCommand.isTransfer(head.verb());
  }

  private void pass(String line) {
    ReplyReader.Part part = replies.read(line);
    boolean says = replies.code() == 227 || replies.code() == 229;
    Pending head = tracker.head();
    if (part != ReplyReader.Part.LAST && part != ReplyReader.Part.STRAY) {
      if (head != null && head.ours()) {
        return;
      }
      if (security.isGreetingHeld()) {
        greeting.add(line); // as many as may wait
        if (greeting.size() > MAX_WAITING) {
          out.close("421", "the server says too much at once");
        }
        return;
      }
    }
    switch (part) {
      case STRAY -> {} // outside any reply: nothing that a client could rely on
      case FIRST -> {
        if (!says) {
          out.toUser(line);
        }
      }
      case BODY -> {
        if (!says && !hides(line)) {
          // RFC 959 section 4.2: such a line must begin with a blank.
          out.toUser(ReplyReader.looksLikeReply(line) && differs(line) ? " " + line : line);
        }
      }
      case LAST -> last(replies.code(), line);
    }
  }

  private boolean differs(String line) {
    return !line.startsWith(replies.code() + "-");
  }

  /** FEAT's list (RFC 2389) must not offer what we refuse. */
  private boolean hides(String line) {
    Pending head = tracker.head();
    if (head == null || !head.verb().equals("FEAT")) {
      return false;
    }
    String feature = line.strip();
    features.add(feature.split("[ ;]", 2)[0].toUpperCase(Locale.ROOT));
    return FtpCommand.isRefused(feature) || (security.isBridge() && feature.equals("CCC"));
  }

  /** What we offer whether or not the service says so once TLS is on. */
  private void addFeatures() {
    if (security.isServiceSecure()) {
      for (String each : List.of("AUTH TLS", "PBSZ", "PROT")) {
        if (!features.contains(each.split(" ", 2)[0])) {
          out.toUser(" " + each);
        }
      }
    }
  }

  private void last(int code, String line) {
    if (code == 227 || code == 229) {
      Pending asking = tracker.askedFor(code);
      if (asking != null) { // otherwise unsolicited: dropped
        passive(asking, line);
      }
      return;
    }
    Pending head = tracker.head();
    if (head != null && FtpCommand.isTransfer(head.verb())) {
      security.transferAnswered();
    }
    if (code >= 200 && head != null) {
      tracker.answered();
      transfers.answered(head.verb(), code);
      if (head.ours()) {
        answeredUs(head.verb(), code, line);
        return;
      } else if (security.isGreetingHeld()) {
        greeted(code, line);
        return;
      } else if (head.verb().equals("FEAT") && !features.isEmpty()) {
        addFeatures();
        features.clear();
      } else if (head.verb().equals("PROT") && code < 300) {
        security.protect(head.asked().equals("P"));
      } else if (head.verb().equals("AUTH")) {
        if (auth(code)) {
          return;
        }
      } else if (head.wantsAddress() && code < 400) {
        out.toUser("425 The server did not say where to connect.");
        return;
      }
    }
    out.toUser(line);
  }

  /** The service's greeting: the user reads it when the service has TLS. */
  private void greeted(int code, String line) {
    greeting.add(line);
    if (code >= 400) {
      releaseGreeting();
    } else if (tracker.add(Pending.ours("AUTH"))) { // the first: the user's commands wait
      out.toService("AUTH TLS");
    }
  }

  void releaseGreeting() {
    greeting.forEach(out::toUser);
    greeting.clear();
  }

  /** The answer to a command that the user knows nothing of. */
  private void answeredUs(String verb, int code, String line) {
    if (verb.equals("AUTH") && code == AUTH_ACCEPTED) {
      security.beginService();
    } else if (verb.equals("AUTH")) {
      out.close("421", "the server has no TLS, share it as ftp:// (" + line + ")");
    } else if (verb.equals("PROT") && code < 300) {
      security.protectService();
    } else if (verb.equals("PROT")) {
      out.close("421", "the server does not encrypt data connections (" + line + ")");
    }
  }

  /** The answer to the user's AUTH; whether it waits for TLS with the service. */
  private boolean auth(int code) {
    boolean accepted = code == AUTH_ACCEPTED || (code / 100 == 3 && !security.isBridge());
    if (!accepted) {
      security.userRefused();
    } else if (security.isBridge()) {
      security.beginService();
    } else {
      authAccepted = true;
    }
    return accepted && security.isBridge();
  }

  private void passive(Pending asking, String line) {
    tracker.answered();
    try {
      PassiveReply reply =
          asking.verb().equals("PASV") ? PassiveReply.of227(line) : PassiveReply.of229(line);
      passive = asking;
      security.expectsData();
      passiveReply = reply;
      passiveExpectation = out.replaceExpectation();
      out.expect(
          new Expectation(
              passiveExpectation,
              Expectation.Direction.TO_SERVICE,
              control.user().getAddress(),
              control.dialled().getAddress(),
              reply.port(),
              Expectation.DEFAULT_DEADLINE));
    } catch (IllegalArgumentException e) {
      out.toUser("425 No data connection; the server's answer: " + e.getMessage() + ".");
      out.add(new AlgCommand.Note("the answer to " + asking.verb() + ": " + e.getMessage()));
    }
  }

  /** The access peer listens for the user on this port. */
  void ready(int expectation, int port) {
    Pending asked = passive;
    PassiveReply reply = passiveReply;
    if (asked != null && reply != null && expectation == passiveExpectation) {
      out.toUser(rewritten(asked, reply, port));
      goOn();
    }
  }

  private String rewritten(Pending asked, PassiveReply reply, int port) {
    InetAddress address = control.advertised();
    if (asked.asked().equals("PASV") && address instanceof Inet4Address) {
      String where = HostPort.commas(address, port);
      return asked.verb().equals("PASV")
          ? reply.before() + where + reply.after()
          : "227 Entering Passive Mode (" + where + ").";
    }
    return asked.verb().equals("EPSV")
        ? reply.with(port)
        : "229 Entering Extended Passive Mode (|||" + port + "|)";
  }

  void failed(int expectation, String reason) {
    if (passive != null && expectation == passiveExpectation) {
      out.toUser("425 No data connection: " + reason + ".");
      goOn();
    }
  }

  private void goOn() {
    passive = null;
    passiveReply = null;
    answerOurselves();
    passOn();
  }

  /** Says what is ours to say, if it is its turn. */
  void answerOurselves() {
    Pending head = tracker.head();
    while (passive == null && head != null && head.answer() != null) {
      out.toUser(head.answer());
      tracker.answered();
      if (head.verb().equals("AUTH")) {
        security.beginUser();
      }
      head = tracker.head();
    }
  }
}
