package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.wire.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One control connection: both directions, and what they expect. */
final class FtpSession implements Machine<AlgEvent, AlgCommand> {

  /** What comes in clear after AUTH could pass for what comes by TLS. */
  static final String AFTER_AUTH = "commands after AUTH, before TLS";

  private final Outlet out = new Outlet();
  private final CommandTracker tracker = new CommandTracker();
  private final Transfers transfers = new Transfers(out);
  private final Security security;
  private IacStripper fromUser = new IacStripper();
  private IacStripper fromService = new IacStripper();
  private LineFramer userLines = new LineFramer(true);
  private LineFramer serviceLines = new LineFramer(false);
  private final CommandRewriter commands;
  private final ReplyRewriter replies;
  private boolean raw;

  FtpSession(ControlConnection control) {
    security = new Security(control.encryption(), out);
    commands = new CommandRewriter(control, tracker, transfers, security, out);
    replies = new ReplyRewriter(control, tracker, transfers, security, out);
  }

  @Override
  public void handle(long now, AlgEvent event) {
    if (out.isClosed()) {
      return;
    }
    if (event instanceof AlgEvent.FromUser user) {
      fromUser(now, user.bytes());
    } else if (event instanceof AlgEvent.FromService service) {
      fromService(service.bytes());
    } else if (event instanceof AlgEvent.Ready ready) {
      commands.ready(now, ready.expectation(), ready.address());
      replies.ready(ready.expectation(), ready.address().getPort());
      replies.answerOurselves();
    } else if (event instanceof AlgEvent.Failed failed) {
      out.expectationOver(failed.expectation());
      transfers.settled(failed.expectation());
      commands.failed(now, failed.expectation(), failed.reason());
      replies.failed(failed.expectation(), failed.reason());
      replies.answerOurselves();
      replies.passOn();
    } else if (event instanceof AlgEvent.Used used) {
      out.expectationOver(used.expectation());
      transfers.used(now, used.expectation());
      security.dataBegins(used.expectation());
    } else if (event instanceof AlgEvent.Joined joined) {
      transfers.settled(joined.expectation());
      replies.passOn();
    } else if (event instanceof AlgEvent.Ended ended) {
      transfers.settled(ended.expectation());
      replies.passOn();
      transfers.ended(now, ended);
    } else if (event instanceof AlgEvent.Secured secured) {
      switch (secured.side()) {
        case USER -> userSecured();
        case SERVICE -> serviceSecured(now);
      }
    } else if (event instanceof AlgEvent.Unsecured unsecured) {
      out.close("421", unsecured.reason());
    }
  }

  /** Nothing that was read in clear remains. */
  private void userSecured() {
    if (userLines.isInsideLine()) {
      afterAuth();
      return;
    }
    fromUser = new IacStripper();
    userLines = new LineFramer(true);
    security.userSecured();
  }

  private void serviceSecured(long now) {
    if (serviceLines.isInsideLine()) {
      out.close("421", ReplyRewriter.SPOKE_ON);
      return;
    }
    fromService = new IacStripper();
    serviceLines = new LineFramer(false);
    security.serviceSecured();
    replies.releaseGreeting();
    if (security.isUserAsking()) {
      out.toUser(CommandRewriter.AUTH_ACCEPTED);
      security.beginUser();
    }
    commands.resume(now);
    replies.answerOurselves();
  }

  private void fromUser(long now, byte[] bytes) {
    if (raw) {
      out.add(new AlgCommand.ToService(bytes));
      return;
    }
    if (security.isUserAwaited()) {
      afterAuth();
      return;
    }
    for (String line : userLines.feed(fromUser.strip(bytes))) {
      if (security.isUserAwaited()) {
        afterAuth();
      }
      if (!out.isClosed()) {
        commands.line(now, line);
      }
    }
    if (security.isUserAwaited() && userLines.isInsideLine()) {
      afterAuth();
    }
    if (userLines.violation() != null && !out.isClosed()) {
      out.close("500", "the command has " + userLines.violation());
    }
    replies.answerOurselves();
  }

  private void afterAuth() {
    out.close("421", AFTER_AUTH);
  }

  private void fromService(byte[] bytes) {
    if (raw) {
      out.add(new AlgCommand.ToUser(bytes));
      return;
    }
    if (security.isServiceAwaited()) {
      out.close("421", ReplyRewriter.SPOKE_ON);
      return;
    }
    List<String> lines = serviceLines.feed(fromService.strip(bytes));
    for (int i = 0; i < lines.size() && !out.isClosed(); i++) {
      replies.line(lines.get(i));
      if (replies.isAuthAccepted()) {
        goRaw(i + 1 < lines.size() || serviceLines.isInsideLine());
      } else if (security.isServiceAwaited()
          && (i + 1 < lines.size() || serviceLines.isInsideLine())) {
        out.close("421", ReplyRewriter.SPOKE_ON);
      }
    }
    if (serviceLines.violation() != null && !out.isClosed()) {
      out.close("421", "the server sent " + serviceLines.violation());
    }
  }

  private void goRaw(boolean more) {
    if (more) {
      out.close("421", ReplyRewriter.SPOKE_ON);
      return;
    }
    raw = true;
    out.add(
        new AlgCommand.Note(
            "the client speaks TLS with the server itself, so data connections cannot be followed;"
                + " end TLS here with `awl connect --ftps`, share the server as ftps://, or turn"
                + " TLS off in the client: the way to the other peer is encrypted anyway"));
  }

  @Override
  public void handleTimeout(long now) {}

  @Override
  public @Nullable AlgCommand poll() {
    return out.poll();
  }

  @Override
  public long deadline() {
    return NEVER;
  }
}
