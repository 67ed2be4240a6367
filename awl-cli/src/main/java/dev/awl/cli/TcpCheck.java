package dev.awl.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Whether a server that is silent over UDP is there at all: a TCP connection to the same port. STUN
 * servers serve it too (RFC 8489 section 6.2.2), and a host that does not refuses.
 */
enum TcpCheck {
  /** The server accepts: it is UDP that does not pass. */
  ACCEPTED,
  /** The host is up and refuses: it serves no STUN over TCP, or none at all. */
  REFUSED,
  /** Nothing comes back either: host, network or name is wrong. */
  SILENT;

  /** Shorter than detection takes to give up. */
  private static final int TIMEOUT_MILLIS = 1_600;

  /** Connects in the background and hangs up at once. */
  static CompletableFuture<TcpCheck> start(InetSocketAddress server) {
    CompletableFuture<TcpCheck> outcome = new CompletableFuture<>();
    Thread thread = new Thread(() -> outcome.complete(connect(server)), "awl-tcp-check");
    thread.setDaemon(true);
    thread.start();
    return outcome;
  }

  private static TcpCheck connect(InetSocketAddress server) {
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      return ACCEPTED;
    } catch (ConnectException e) {
      // On every platform in these words, or without a better way to tell a reset from silence.
      String message = e.getMessage();
      return message != null && message.contains("refused") ? REFUSED : SILENT;
    } catch (IOException e) {
      return SILENT;
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
