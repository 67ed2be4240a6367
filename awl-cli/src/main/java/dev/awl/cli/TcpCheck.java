package dev.awl.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Whether a server that is silent over UDP is there at all: a Binding request over TCP to the same
 * port. STUN servers serve it too (RFC 8489 section 6.2.2), and a host that does not refuses.
 */
enum TcpCheck {
  /** The server answers: it is UDP that does not pass. */
  ANSWERED,
  /** Something accepts the connection, but does not speak STUN: perhaps it is another port. */
  ACCEPTED,
  /** The host is up and refuses: it serves no STUN over TCP, or none at all. */
  REFUSED,
  /** Nothing comes back either: host, network or name is wrong. */
  SILENT;

  /** Shorter than detection takes to give up. */
  private static final int TIMEOUT_MILLIS = 1_600;

  /** Asks in the background and hangs up. */
  static CompletableFuture<TcpCheck> start(InetSocketAddress server) {
    CompletableFuture<TcpCheck> outcome = new CompletableFuture<>();
    Thread thread = new Thread(() -> outcome.complete(connect(server)), "awl-tcp-check");
    thread.setDaemon(true);
    thread.start();
    return outcome.completeOnTimeout(ACCEPTED, TIMEOUT_MILLIS + 100, TimeUnit.MILLISECONDS);
  }

  private static TcpCheck connect(InetSocketAddress server) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      socket.setSoTimeout((int) Math.max(1, left));
      return answers(socket) ? ANSWERED : ACCEPTED;
    } catch (ConnectException e) {
      // On every platform in these words, or without a better way to tell a reset from silence.
      String message = e.getMessage();
      return message != null && message.contains("refused") ? REFUSED : SILENT;
    } catch (IOException e) {
      return SILENT;
    }
  }

  private static boolean answers(Socket socket) {
    try {
      byte[] request = ClosedPort.bindingRequest();
      socket.getOutputStream().write(request);
      byte[] header = socket.getInputStream().readNBytes(request.length);
      int transaction = 4; // cookie and ID are the request's
      return header.length == request.length
          && Arrays.equals(
              header, transaction, header.length, request, transaction, request.length);
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for the outcome. */
  static TcpCheck outcomeOf(CompletableFuture<TcpCheck> check) {
    try {
      return check.join();
    } catch (CompletionException e) {
      return SILENT;
    }
  }
}
