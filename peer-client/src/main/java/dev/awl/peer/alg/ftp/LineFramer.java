package dev.awl.peer.alg.ftp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a control connection into lines at LF; the CRs before it belong to the end. The text of a
 * line keeps its octets (ISO 8859-1). A line that is too long, or holds what different readers take
 * for different things, breaks the framer for good.
 */
final class LineFramer {

  static final int MAX_LINE = 4096;

  private final boolean strict;
  private final StringBuilder line = new StringBuilder();
  private @Nullable String violation;

  /**
   * A framer.
   *
   * @param strict whether a CR inside a line breaks it (commands); otherwise it becomes a blank
   */
  LineFramer(boolean strict) {
    this.strict = strict;
  }

  /**
   * The lines that these bytes complete, without their ends; up to the violation, if there is one.
   */
  List<String> feed(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (byte each : bytes) {
      if (violation != null) {
        break;
      }
      if (each == '\n') {
        finish(lines);
      } else if (each == 0) {
        violation = "a NUL";
      } else if (line.length() == MAX_LINE) {
        violation = "a line of more than " + MAX_LINE + " bytes";
      } else {
        line.append((char) (each & 0xff));
      }
    }
    return lines;
  }

  private void finish(List<String> lines) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    line.setLength(end);
    String text = line.toString();
    line.setLength(0);
    if (text.indexOf('\r') >= 0) {
      if (strict) {
        violation = "a CR inside a line";
        return;
      }
      text = text.replace('\r', ' ');
    }
    lines.add(text);
  }

  /** Whether a line has begun and not ended. */
  boolean isInsideLine() {
    return line.length() > 0;
  }

  /** Why nothing more is read, or null. */
  @Nullable String violation() {
    return violation;
  }
}
