package dev.awl.peer.alg.tftp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A read or write request.
 *
 * <pre>
 *   RFC 1350 section 5: opcode, file, 0, mode, 0; RFC 2347: (option, 0, value, 0)*
 * </pre>
 */
record TftpRequest(Opcode opcode, String file) {

  private static final int MAX_LENGTH = 512; // RFC 2347
  private static final int MAX_SHOWN = 120;

  /**
   * Reads a packet whose opcode says that it is one.
   *
   * @throws IllegalArgumentException with what is wrong with it, for the user
   */
  static TftpRequest parse(Opcode opcode, byte[] packet) {
    if (packet.length > MAX_LENGTH) {
      throw new IllegalArgumentException("the request is longer than 512 bytes");
    }
    List<String> texts = texts(packet, Opcode.LENGTH);
    if (texts.size() < 2 || texts.size() % 2 != 0 || texts.get(0).isEmpty()) {
      throw new IllegalArgumentException("not a request with file, mode and options");
    }
    return new TftpRequest(opcode, texts.get(0));
  }

  /**
   * The texts of a packet, each with its NUL.
   *
   * @throws IllegalArgumentException when one has none
   */
  static List<String> texts(byte[] packet, int start) {
    List<String> texts = new ArrayList<>();
    int from = start;
    for (int i = start; i < packet.length; i++) {
      if (packet[i] == 0) {
        texts.add(new String(packet, from, i - from, StandardCharsets.ISO_8859_1));
        from = i + 1;
      }
    }
    if (from != packet.length) {
      throw new IllegalArgumentException("a text without its end");
    }
    return texts;
  }

  /** What a stranger wrote, fit for the log. */
  static String printable(String text) {
    String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** For the log. */
  String printable() {
    return opcode + " " + printable(file);
  }
}
