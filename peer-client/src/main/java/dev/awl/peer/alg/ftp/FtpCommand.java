package dev.awl.peer.alg.ftp;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the user's.
 *
 * @param verb in capitals
 * @param argument what follows the blank, or nothing
 * @param line as it came
 */
record FtpCommand(String verb, String argument, String line) {

  private static final Pattern VERB = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,15}");

  private static final Pattern BLANKS = Pattern.compile("^ +| +$"); // a tab is no blank

  /** Browsers can be made to send these, with a body of somebody else's choice, to any port. */
  private static final Set<String> HTTP =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /**
   * Ways to name addresses that this helper does not follow: RFC 1639, FXP with TLS, and others
   * that servers know.
   */
  private static final Set<String> REFUSED = Set.of("LPRT", "LPSV", "CPSV", "SSCN", "ESTP", "SPSV");

  private static final Set<String> TRANSFERS =
      Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");

  /** Reads a line; null when it does not begin with a word and a blank. */
  static @Nullable FtpCommand parse(String line) {
    int blank = line.indexOf(' ');
    String verb = blank < 0 ? line : line.substring(0, blank);
    if (!VERB.matcher(verb).matches()) {
      return null;
    }
    String argument = blank < 0 ? "" : BLANKS.matcher(line.substring(blank + 1)).replaceAll("");
    return new FtpCommand(verb.toUpperCase(Locale.ROOT), argument, line);
  }

  boolean isHttp() {
    return HTTP.contains(verb);
  }

  boolean isRefused() {
    return isRefused(verb);
  }

  static boolean isRefused(String verb) {
    return REFUSED.contains(verb);
  }

  boolean isTransfer() {
    return isTransfer(verb);
  }

  static boolean isTransfer(String verb) {
    return TRANSFERS.contains(verb);
  }

  /** For the log: the command without what could disturb a terminal. */
  String printable() {
    return line.replaceAll("[^\\x20-\\x7e\\xa0-\\xff]", "?");
  }
}
