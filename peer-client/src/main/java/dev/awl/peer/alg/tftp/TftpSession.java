package dev.awl.peer.alg.tftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.Expectation;
import dev.awl.wire.Machine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One transfer: a request, and the answers to it from a port of their own.
 *
 * <pre>
 *   NEW -request-> ASKED -ready-> SENT -used-> ANSWERED -joined-> MOVING -last ACK-> DONE
 * </pre>
 */
final class TftpSession implements Machine<AlgEvent, AlgCommand> {

  /** A client has given up by then. */
  static final Duration ANSWER_TIME = Duration.ofSeconds(30);

  /** RFC 1350 section 6: the last ACK may get lost, and the last block come again. */
  static final Duration DALLY = Duration.ofSeconds(5);

  private static final int EXPECTATION = 1;
  private static final int NOT_DEFINED = 0; // RFC 1350's appendix: see the message
  private static final int ILLEGAL = 4;

  private enum State {
    NEW,
    ASKED,
    SENT,
    ANSWERED,
    MOVING,
    DONE,
    CLOSED
  }

  private final ControlConnection control;
  private final Queue<AlgCommand> out = new ArrayDeque<>();
  private final TftpTransfer transfer = new TftpTransfer();
  private State state = State.NEW;
  private byte[] packet = new byte[0];
  private @Nullable TftpRequest request;
  private long startedAt;
  private long deadline = NEVER;

  TftpSession(ControlConnection control) {
    this.control = control;
  }

  @Override
  public void handle(long now, AlgEvent event) {
    if (state == State.CLOSED) {
      return;
    }
    if (event instanceof AlgEvent.FromUser user) {
      fromUser(now, user.bytes());
    } else if (event instanceof AlgEvent.Ready) {
      state = State.SENT;
      out.add(new AlgCommand.ToService(packet));
    } else if (event instanceof AlgEvent.Failed failed) {
      out.add(new AlgCommand.Note(text() + ": " + failed.reason()));
      close(NOT_DEFINED, failed.reason());
    } else if (event instanceof AlgEvent.Used) {
      state = State.ANSWERED;
    } else if (event instanceof AlgEvent.Joined && state == State.ANSWERED) {
      state = State.MOVING;
    } else if (event instanceof AlgEvent.Passed passed) {
      passed(now, passed.bytes());
    } else if (event instanceof AlgEvent.Ended) {
      if (state != State.DONE) {
        report(now, ", broken off");
      }
      close();
    }
  }

  private void fromUser(long now, byte[] bytes) {
    if (state == State.NEW) {
      begin(now, bytes);
    } else if (Arrays.equals(bytes, packet) && state.compareTo(State.MOVING) < 0) {
      // Sent again for want of an answer. Before the peers stand by it would come to nothing, and
      // when an answer is under way it would begin a second transfer at the service.
      if (state == State.SENT) {
        out.add(new AlgCommand.ToService(bytes));
      }
    } else if (isRequest(Opcode.of(bytes))) {
      if (state == State.ANSWERED || state == State.MOVING) {
        report(now, ", broken off");
      }
      state = State.CLOSED;
      out.add(new AlgCommand.StartOver());
    }
  }

  private void begin(long now, byte[] bytes) {
    Opcode opcode = Opcode.of(bytes);
    if (opcode == null || !isRequest(opcode)) {
      close(); // of a transfer that is forgotten; an answer could be used to flood somebody
      return;
    }
    try {
      request = TftpRequest.parse(opcode, bytes);
    } catch (IllegalArgumentException e) {
      close(ILLEGAL, String.valueOf(e.getMessage()));
      return;
    }
    if (control.user().getPort() < Expectation.FIRST_PORT) {
      close(ILLEGAL, "ask from a port of 1024 or more");
      return;
    }
    packet = bytes;
    startedAt = now;
    state = State.ASKED;
    out.add(
        new AlgCommand.Expect(
            new Expectation(
                EXPECTATION,
                Expectation.Direction.TO_USER,
                control.user().getAddress(),
                control.dialled().getAddress(),
                control.user().getPort(),
                ANSWER_TIME)));
  }

  private static boolean isRequest(@Nullable Opcode opcode) {
    return opcode == Opcode.RRQ || opcode == Opcode.WRQ;
  }

  private void passed(long now, byte[] bytes) {
    boolean before = transfer.isOver();
    transfer.packet(bytes);
    if (transfer.isOver() && !before) {
      String error = transfer.error();
      report(now, error == null ? "" : ", " + error);
      state = State.DONE;
      deadline = now + DALLY.toNanos();
    }
  }

  private void report(long now, String how) {
    out.add(new AlgCommand.Transferred(text() + how, transfer.bytes(), now - startedAt));
  }

  private String text() {
    TftpRequest asked = request;
    return asked == null ? "a request" : asked.printable();
  }

  private void close(int code, String reason) {
    byte[] message = reason.getBytes(StandardCharsets.US_ASCII);
    byte[] error = new byte[Opcode.LENGTH + 2 + message.length + 1];
    error[1] = (byte) Opcode.ERROR.code();
    error[3] = (byte) code;
    System.arraycopy(message, 0, error, Opcode.LENGTH + 2, message.length);
    out.add(new AlgCommand.ToUser(error));
    close();
  }

  private void close() {
    state = State.CLOSED;
    deadline = NEVER;
    out.add(new AlgCommand.Close("it is over"));
  }

  @Override
  public void handleTimeout(long now) {
    if (now >= deadline && state == State.DONE) {
      close();
    }
  }

  @Override
  public @Nullable AlgCommand poll() {
    return out.poll();
  }

  @Override
  public long deadline() {
    return deadline;
  }
}
