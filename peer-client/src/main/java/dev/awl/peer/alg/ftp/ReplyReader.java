package dev.awl.peer.alg.ftp;

/** Knows which lines of the service's are a reply's last (RFC 959 section 4.2). */
final class ReplyReader {

  private static final int NONE = -1;

  /** What a line is. */
  enum Part {
    /** The first line of several. */
    FIRST,
    /** Text between the first and the last line. */
    BODY,
    /** The last line, or the only one. */
    LAST,
    /** Not part of any reply. */
    STRAY
  }

  private int open = NONE;
  private int code = NONE;

  Part read(String line) {
    int lineCode = codeOf(line);
    if (open == NONE) {
      if (lineCode == NONE) {
        return Part.STRAY;
      }
      code = lineCode;
      if (separator(line) == '-') {
        open = lineCode;
        return Part.FIRST;
      }
      return Part.LAST;
    }
    if (lineCode == open && separator(line) == ' ') {
      open = NONE;
      return Part.LAST;
    }
    return Part.BODY;
  }

  /** Whether the next line begins a reply. */
  boolean isBetween() {
    return open == NONE;
  }

  /** The code of the reply that the last line read belongs to. */
  int code() {
    return code;
  }

  /** Whether a reader of fewer scruples could take this body line for a reply. */
  static boolean looksLikeReply(String line) {
    return codeOf(line) != NONE;
  }

  private static char separator(String line) {
    return line.length() > 3 ? line.charAt(3) : ' ';
  }

  private static int codeOf(String line) {
    if (line.length() < 3 || (separator(line) != ' ' && separator(line) != '-')) {
      return NONE;
    }
    for (int i = 0; i < 3; i++) {
      if (!HostPort.digit(line.charAt(i))) {
        return NONE;
      }
    }
    return line.charAt(0) >= '1' && line.charAt(0) <= '6'
        ? Integer.parseInt(line.substring(0, 3))
        : NONE;
  }
}
