package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A finished download by curl.
 *
 * @param firstByteMillis from the start of curl to the first byte of the answer
 * @param totalMillis from the start of curl to the last byte
 */
record Download(Path file, String sha256, long size, long firstByteMillis, long totalMillis) {

  /** Fetches the file behind {@code port} of the host itself; fails unless curl succeeds. */
  static Download fetch(Host host, int port, Path to, Duration limit) {
    String url = "http://127.0.0.1:" + port + "/file";
    String format = "%{time_starttransfer} %{time_total} %{size_download}";
    String seconds = Long.toString(limit.toSeconds());
    String[] figures =
        host.run(
                limit.plusSeconds(2),
                "curl",
                "-sS",
                "-f",
                "-m",
                seconds,
                "-o",
                to.toString(),
                "-w",
                format,
                url)
            .split(" ");
    return new Download(
        to,
        TestFile.sha256(to),
        Long.parseLong(figures[2]),
        millis(figures[0]),
        millis(figures[1]));
  }

  private static long millis(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1000);
  }

  double megabytesPerSecond() {
    return size / 1000.0 / Math.max(1, totalMillis - firstByteMillis);
  }
}
