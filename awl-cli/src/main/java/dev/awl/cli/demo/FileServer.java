package dev.awl.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** What home shares: a web server with one file of random bytes. */
final class FileServer implements AutoCloseable {

  private static final int MB = 1_000_000;

  private final Path file;
  private final String sha256;
  private final HttpServer server;

  FileServer(int megabytes) throws IOException {
    file = Files.createTempFile("awl-demo", ".bin");
    sha256 = fill(megabytes);
    server = HttpServer.create(new InetSocketAddress(Loopback.SERVER, 0), 0);
    server.createContext("/demo.bin", this::send);
    server.start();
  }

  private String fill(int megabytes) throws IOException {
    MessageDigest digest = sha256();
    SplittableRandom random = new SplittableRandom();
    byte[] chunk = new byte[MB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < megabytes; i++) {
        random.nextBytes(chunk);
        digest.update(chunk);
        out.write(chunk);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this Java", e);
    }
  }

  private void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, Files.size(file));
      Files.copy(file, exchange.getResponseBody());
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What the file's hash is before it travels. */
  String hash() {
    return sha256;
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    Files.deleteIfExists(file);
  }
}
