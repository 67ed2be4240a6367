package dev.awl.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * One fetch of a file.
 *
 * @param sha256 of what arrived
 */
record Download(long bytes, long nanos, String sha256) {

  private static final int TIMEOUT_MILLIS = 15_000;

  /** Hears how far it got. */
  interface Progress {
    void at(long bytes, long total);
  }

  /** Fetches what an ordinary HTTP client would. */
  static Download of(URI uri, Progress progress) throws IOException {
    long begin = System.nanoTime();
    // NO_PROXY: a proxy in the environment does not know this machine's loopback.
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    MessageDigest digest = FileServer.sha256();
    byte[] buffer = new byte[256 << 10];
    long bytes = 0;
    try (InputStream in = connection.getInputStream()) {
      long total = connection.getContentLengthLong();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        bytes += count;
        progress.at(bytes, total);
      }
    }
    return new Download(
        bytes, System.nanoTime() - begin, HexFormat.of().formatHex(digest.digest()));
  }

  double megabytesPerSecond() {
    return bytes / 1e6 / (nanos / 1e9);
  }
}
