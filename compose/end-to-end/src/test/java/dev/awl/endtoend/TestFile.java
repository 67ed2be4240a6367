package dev.awl.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * A file to fetch: lines that are easy to recognise on the wire, each different from the others.
 */
final class TestFile {
  /** In every line. */
  static final String MARKER = "nobody between the peers reads this";

  private TestFile() {}

  static Path write(Path file, int size) {
    Random random = new Random(size); // the same file every time
    StringBuilder text = new StringBuilder(size + 100);
    while (text.length() < size) {
      text.append(MARKER).append(' ').append(Long.toHexString(random.nextLong())).append('\n');
    }
    text.setLength(size);
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
