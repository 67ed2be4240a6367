package dev.awl.peer.alg.ftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of a reply that says where to connect: 227 (RFC 959) or 229 (RFC 2428).
 *
 * @param before all up to what is to be edited
 * @param delimiter of 229
 * @param port the service's
 * @param after the rest
 */
record PassiveReply(String before, char delimiter, int port, String after) {

  private static final Pattern COMMAS =
      Pattern.compile("(227[^(]*?\\()([0-9]+(?:,[0-9]+){5})(\\)[^(]*)");
  // The text's form was never fixed (RFC 1123 section 4.1.2.6): some servers write no parentheses.
  private static final Pattern BARE =
      Pattern.compile("(227[^(),0-9]*?[ =])([0-9]+(?:,[0-9]+){5})([^(),0-9]*)");
  private static final Pattern BARS =
      Pattern.compile("(229[^(]*\\()([!-/:-~])\\2\\2([0-9]+)\\2(\\)[^(]*)");

  /** Reads a 227. Throws when there is anything odd about it. */
  static PassiveReply of227(String line) {
    Matcher matcher = COMMAS.matcher(line);
    if (!matcher.matches()) {
      matcher = BARE.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("not a 227 that says where");
      }
    }
    int port = HostPort.portOfCommas(matcher.group(2));
    return new PassiveReply(matcher.group(1), ',', port, matcher.group(3));
  }

  /** Reads a 229. Throws when there is anything odd about it. */
  static PassiveReply of229(String line) {
    Matcher matcher = BARS.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a 229 that says where");
    }
    return new PassiveReply(
        matcher.group(1),
        matcher.group(2).charAt(0),
        HostPort.portOfDigits(matcher.group(3)),
        matcher.group(4));
  }

  /** The same 229 with another port. */
  String with(int otherPort) {
    String three = String.valueOf(delimiter).repeat(3);
    return before + three + otherPort + delimiter + after;
  }
}
