package dev.awl.peer.service;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the inner peer connects to a service's target.
 *
 * @param connect how long it waits for the target; the user is reset after that
 * @param idle a connection over which nothing went for so long is reset, and a flow of datagrams
 *     forgotten; zero: never for connections, {@link #UDP_IDLE} for flows
 * @param proxyHeader whether the target is told the user's address by a PROXY protocol version 2
 *     header (HAProxy's proxy-protocol.txt, section 2.2), which it must expect
 */
public record DialOptions(Duration connect, Duration idle, boolean proxyHeader) {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Duration LONGEST_CONNECT = Duration.ofMinutes(5);

  /** What counts without options. */
  public static final DialOptions DEFAULT =
      new DialOptions(Duration.ofSeconds(8), Duration.ZERO, false);

  /** Most NATs keep a UDP mapping so long (RFC 4787 section 4.3, REQ-5: two minutes or more). */
  static final Duration UDP_IDLE = Duration.ofMinutes(2);

  public DialOptions {
    if (connect.toMillis() < 1 || connect.compareTo(LONGEST_CONNECT) > 0) {
      throw new IllegalArgumentException(
          "a connect time-out is more than 0 and at most " + LONGEST_CONNECT.toSeconds() + " s");
    }
    if (idle.isNegative()) {
      throw new IllegalArgumentException("an idle time-out is not negative");
    }
  }

  /**
   * Reads a duration such as 1500ms, 10s, 5m or 1h.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static Duration duration(String text) {
    Matcher duration = DURATION.matcher(text);
    if (!duration.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration such as 10s or 5m");
    }
    long amount = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  Duration udpIdle() {
    return idle.isZero() ? UDP_IDLE : idle;
  }
}
