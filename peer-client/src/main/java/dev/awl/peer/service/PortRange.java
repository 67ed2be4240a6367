package dev.awl.peer.service;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that listeners for data connections may take.
 *
 * @param first 0: any free one
 */
public record PortRange(int first, int last) {

  /** Whatever the system gives. */
  public static final PortRange ANY = new PortRange(0, 0);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  public PortRange {
    boolean any = first == 0 && last == 0;
    if (!any && (first < 1024 || last > 65535 || last < first)) {
      throw new IllegalArgumentException(
          "'" + first + "-" + last + "' is no range of ports: write LOW-HIGH, 1024 to 65535");
    }
  }

  /** Reads LOW-HIGH. */
  public static PortRange parse(String text) {
    Matcher range = TEXT.matcher(text);
    if (!range.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no range of ports: write LOW-HIGH");
    }
    String high = range.group(2) == null ? range.group(1) : range.group(2);
    return new PortRange(Integer.parseInt(range.group(1)), Integer.parseInt(high));
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }

  int size() {
    return last - first + 1;
  }

  /** Where to begin: not always at the same port, which might still be in TIME_WAIT. */
  int start() {
    return ThreadLocalRandom.current().nextInt(size());
  }

  int nth(int start, int n) {
    return first + (start + n) % size();
  }
}
