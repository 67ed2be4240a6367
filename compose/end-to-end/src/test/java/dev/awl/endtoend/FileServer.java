package dev.awl.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The service behind the NAT: an HTTP server for one file, as its own process on a host of the lab.
 */
public final class FileServer {
  private static final int PORT = 8000;
  private static final int PIECE = 32 * 1024;

  private FileServer() {}

  /** The service as {@code awl share} wants it. */
  static final String SERVICE = "web=tcp://127.0.0.1:" + PORT;

  static LabProcess start(Host host, Path file) {
    return start(host, file, 0, file);
  }

  /** Serves {@code file}, at no more than {@code bytesPerSecond}. */
  static LabProcess start(Host host, Path file, long bytesPerSecond) {
    return start(host, file, bytesPerSecond, file.resolveSibling("never"));
  }

  /** The same until the file {@code hurry} is there, and as fast as it goes from then on. */
  static LabProcess start(Host host, Path file, long bytesPerSecond, Path hurry) {
    return LabProcess.startAndAwait(
        host,
        file.resolveSibling("file-server.log"),
        "ready",
        JavaTool.line(
            FileServer.class, file.toString(), Long.toString(bytesPerSecond), hurry.toString()));
  }

  /** {@code FILE BYTES_PER_SECOND HURRY}. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    long rate = Long.parseLong(arguments[1]);
    Path hurry = Path.of(arguments[2]);
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 16);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, Files.size(file));
          try (InputStream in = Files.newInputStream(file);
              OutputStream out = exchange.getResponseBody()) {
            copy(in, out, rate, hurry);
          }
        });
    server.start();
    System.out.println("ready");
  }

  private static void copy(InputStream in, OutputStream out, long rate, Path hurry)
      throws IOException {
    long start = System.nanoTime();
    long sent = 0;
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read > 0; read = in.read(piece)) {
      out.write(piece, 0, read);
      sent += read;
      if (Files.notExists(hurry)) {
        long due = start + Duration.ofSeconds(1).toNanos() * sent / rate;
        java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }
}
