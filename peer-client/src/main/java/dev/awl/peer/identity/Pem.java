package dev.awl.peer.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Textual encoding of keys and certificates (RFC 7468). */
final class Pem {

  private static final int LINE = 64;

  private Pem() {}

  static String write(String label, byte[] bytes) {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return begin(label) + "\n" + encoder.encodeToString(bytes) + "\n" + end(label) + "\n";
  }

  /** The bytes of the first block with this label; null where there is none or it is damaged. */
  static byte @Nullable [] read(String label, String text) {
    int from = text.indexOf(begin(label));
    int to = text.indexOf(end(label));
    if (from < 0 || to < from) {
      return null;
    }
    String body = text.substring(from + begin(label).length(), to).replaceAll("\\s", "");
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String end(String label) {
    return "-----END " + label + "-----";
  }
}
