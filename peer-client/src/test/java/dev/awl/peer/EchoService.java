package dev.awl.peer;

import dev.awl.peer.service.Service;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP service on loopback that gives everything back, one user at a time. */
final class EchoService implements AutoCloseable {

  private final ServerSocket listening;
  private final Thread thread = new Thread(this::serve, "echo");

  EchoService() throws IOException {
    listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    thread.setDaemon(true);
    thread.start();
  }

  Service service() {
    return new Service("echo", "tcp", "127.0.0.1", listening.getLocalPort());
  }

  private void serve() {
    while (!listening.isClosed()) {
      try (Socket user = listening.accept();
          InputStream in = user.getInputStream()) {
        in.transferTo(user.getOutputStream());
      } catch (IOException e) {
        // that user is gone, or we are closed
      }
    }
  }

  /** Sends a text to the address, half-closes, and reads what comes back. */
  static String echo(InetSocketAddress address, String text) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(30_000);
      socket.connect(address, 5_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
