package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.Expectation;
import dev.awl.peer.alg.ftp.CommandTracker.Pending;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The user's lines on their way to the service. While a PORT waits for the peers to stand by, later
 * lines wait behind it.
 */
final class CommandRewriter {

  private static final int MAX_WAITING = 256;

  static final String AUTH_ACCEPTED = "234 TLS may begin.";

  /** RFC 4217 section 9: safe and confidential alone are of no use with TLS. */
  private static final Pattern LEVEL = Pattern.compile("[CcPp]");

  /** RFC 2428 section 2; the delimiter is none of what the fields are made of. */
  private static final Pattern EPRT =
      Pattern.compile("([!-/;-@\\[-`{-~])([0-9]{1,2})\\1([0-9A-Fa-f:.]{2,45})\\1([0-9]+)\\1");

  private final ControlConnection control;
  private final CommandTracker tracker;
  private final Transfers transfers;
  private final Security security;
  private final Outlet out;
  private final Queue<String> waiting = new ArrayDeque<>();
  private final boolean userIsIpv4;
  private @Nullable FtpCommand port; // waits for the peers
  private int portExpectation;
  private boolean epsvOnly;

  CommandRewriter(
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
    userIsIpv4 = control.user().getAddress() instanceof Inet4Address;
  }

  void line(long now, String line) {
    if (port == null && !security.holdsCommands()) {
      pass(now, line);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(line);
    } else {
      out.close("421", "too many commands at once");
    }
  }

  private void pass(long now, String line) {
    FtpCommand command = FtpCommand.parse(line);
    if (command == null) {
      answer("500 A command begins with a word and a blank.");
    } else if (command.isHttp()) {
      out.close("500", "this is not a web server");
    } else if (command.isRefused()) {
      answer("502 " + command.verb() + " does not pass here; use PASV, EPSV, PORT or EPRT.");
    } else {
      switch (command.verb()) {
        case "PASV" -> passive(command);
        case "EPSV" -> extendedPassive(command);
        case "PORT" -> active(command, userIsIpv4);
        case "EPRT" -> extendedActive(command);
        case "AUTH" -> auth(command);
        case "PBSZ", "PROT", "CCC", "REIN" -> {
          String objection = security.isBridge() ? objection(command) : "";
          if (objection.isEmpty()) {
            String level = command.argument().toUpperCase(Locale.ROOT);
            send(command.line(), Pending.sent(command.verb(), level));
          } else {
            answer(objection);
          }
        }
        default -> {
          if (command.verb().equals("PASS")) {
            security.passwordSent();
          }
          if (command.isTransfer()) {
            transfers.asked(now, command);
          }
          send(command.line(), Pending.sent(command.verb()));
        }
      }
    }
  }

  private void auth(FtpCommand command) {
    String objection = security.isBridge() ? security.objection(command.argument()) : "";
    if (!objection.isEmpty()) {
      answer(objection);
      return;
    }
    security.userAsks(command.argument());
    if (security.isServiceSecure()) {
      add(Pending.answered("AUTH", AUTH_ACCEPTED));
    } else {
      send(security.isBridge() ? "AUTH TLS" : command.line(), Pending.sent("AUTH"));
    }
  }

  /** Why this command about TLS does not pass; empty if it does. */
  private String objection(FtpCommand command) {
    String verb = command.verb();
    if (verb.equals("CCC")) {
      return "534 CCC: the control connection stays as it is.";
    }
    if (verb.equals("REIN")) {
      return security.isServiceSecure() ? "502 REIN does not pass here; connect again." : "";
    }
    if (!security.isUserSecure()) {
      return "503 " + verb + " comes after AUTH TLS.";
    }
    return verb.equals("PROT") && !LEVEL.matcher(command.argument()).matches()
        ? "536 PROT: C and P are known here."
        : "";
  }

  /** What the user does not ask for himself, the service is asked for in his place. */
  private void protectService() {
    if (security.mustAskForProtection()) {
      security.askedForProtection();
      send("PBSZ 0", Pending.ours("PBSZ"));
      send("PROT P", Pending.ours("PROT"));
    }
  }

  private void passive(FtpCommand command) {
    if (epsvOnly) {
      afterEpsvAll(command);
    } else if (!(control.advertised() instanceof Inet4Address)) {
      answer("425 PASV is for IPv4; use EPSV.");
    } else {
      String verb = control.serviceIsIpv6() ? "EPSV" : "PASV";
      protectService();
      send(verb, Pending.sent(verb, "PASV"));
    }
  }

  private void extendedPassive(FtpCommand command) {
    String verb = userIsIpv4 || control.serviceIsIpv6() ? "EPSV" : "PASV";
    String argument = command.argument();
    int family = HostPort.family(control.user().getAddress());
    if (argument.equalsIgnoreCase("ALL")) {
      epsvOnly = true;
      answer("200 EPSV ALL: nothing but EPSV from now on.");
    } else if (argument.isEmpty() || argument.equals(String.valueOf(family))) {
      protectService();
      send(verb, Pending.sent(verb, "EPSV"));
    } else {
      answer("522 Network protocol not supported, use (" + family + ")");
    }
  }

  private void active(FtpCommand command, boolean familyFits) {
    if (epsvOnly) {
      afterEpsvAll(command);
    } else if (!familyFits) {
      answer("425 PORT is for IPv4; use EPRT.");
    } else {
      try {
        expect(command, HostPort.portOfCommas(command.argument()));
      } catch (IllegalArgumentException e) {
        answer("501 PORT: " + e.getMessage() + ".");
      }
    }
  }

  private void extendedActive(FtpCommand command) {
    Matcher eprt = EPRT.matcher(command.argument());
    if (epsvOnly) {
      afterEpsvAll(command);
      return;
    }
    if (!eprt.matches()) {
      answer("501 EPRT: not |family|address|port|.");
      return;
    }
    int family = HostPort.family(control.user().getAddress());
    String address = eprt.group(3);
    if (Integer.parseInt(eprt.group(2)) != family) {
      answer("522 Network protocol not supported, use (" + family + ")");
    } else if (family == 1
        ? !NetUtil.isValidIpV4Address(address)
        : !NetUtil.isValidIpV6Address(address)) {
      answer("501 EPRT: the address is not of family " + family + ".");
    } else {
      try {
        expect(command, HostPort.portOfDigits(eprt.group(4)));
      } catch (IllegalArgumentException e) {
        answer("501 EPRT: " + e.getMessage() + ".");
      }
    }
  }

  private void afterEpsvAll(FtpCommand command) {
    answer("501 " + command.verb() + " after EPSV ALL.");
  }

  /** Whatever address the user named: the connection goes to where the user is. */
  private void expect(FtpCommand command, int userPort) {
    port = command;
    security.expectsData();
    portExpectation = out.replaceExpectation();
    out.expect(
        new Expectation(
            portExpectation,
            Expectation.Direction.TO_USER,
            control.user().getAddress(),
            control.dialled().getAddress(),
            userPort,
            Expectation.DEFAULT_DEADLINE));
  }

  /** The inner peer listens for the service there. */
  void ready(long now, int expectation, InetSocketAddress inner) {
    FtpCommand command = port;
    if (command != null && expectation == portExpectation) {
      transfers.awaitsUser(expectation);
      protectService();
      boolean ipv6 = inner.getAddress() instanceof Inet6Address;
      if (ipv6 || (userIsIpv4 && command.verb().equals("EPRT"))) {
        send("EPRT " + HostPort.bars(inner), Pending.sent("EPRT"));
      } else {
        send("PORT " + HostPort.commas(inner.getAddress(), inner.getPort()), Pending.sent("PORT"));
      }
      goOn(now);
    }
  }

  void failed(long now, int expectation, String reason) {
    if (port != null && expectation == portExpectation) {
      answer("425 No data connection: " + reason + ".");
      goOn(now);
    }
  }

  private void goOn(long now) {
    port = null;
    resume(now);
  }

  /** Passes on what nothing holds back any more. */
  void resume(long now) {
    while (port == null && !security.holdsCommands() && !waiting.isEmpty() && !out.isClosed()) {
      pass(now, waiting.remove());
      if (security.isUserAwaited() && !waiting.isEmpty()) {
        out.close("421", FtpSession.AFTER_AUTH);
      }
    }
  }

  private void answer(String reply) {
    add(Pending.answered(reply));
  }

  private void send(String line, Pending command) {
    if (add(command)) {
      out.toService(line);
    }
  }

  private boolean add(Pending command) {
    if (tracker.add(command)) {
      return true;
    }
    out.close("421", "too many commands at once");
    return false;
  }
}
