package dev.awl.stunserver;

/**
 * How long a reply may be, in percent of its request, so that a forged source address gains little.
 *
 * <p>What does not fit is left out, the least needed first. The mapped address itself is always
 * sent, and to cookie clients OTHER-ADDRESS too, where there is one: their detection begins with a
 * bare request and ends when the reply has no OTHER-ADDRESS. That makes 2.2 times a bare request
 * over IPv4 and 3.4 times over IPv6, the most that anybody gets (docs/adr/0006).
 *
 * @param cookiePercent for clients of RFC 5389 and later
 * @param classicPercent for clients of RFC 3489, which expect three addresses for 20 bytes
 */
public record ReplyLimit(int cookiePercent, int classicPercent) {

  /** 1.6 and 3.4 times the request. */
  public static final ReplyLimit DEFAULT = new ReplyLimit(160, 340);

  public ReplyLimit {
    if (cookiePercent < 100 || classicPercent < 100) {
      throw new IllegalArgumentException("a reply must be allowed to be as long as its request");
    }
  }

  int allowed(int requestLength, boolean classic) {
    return requestLength * (classic ? classicPercent : cookiePercent) / 100;
  }
}
