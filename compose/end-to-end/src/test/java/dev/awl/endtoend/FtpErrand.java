package dev.awl.endtoend;

/**
 * What every client of the lab does once: list the directory, fetch {@code file} as {@code got},
 * and put {@code got} as {@code up/NAME}.
 */
record FtpErrand(FtpMode mode, String host, int port, String name) {

  /** The server's root. */
  String url(String scheme) {
    return scheme + "://" + FtpSites.Family.url(host) + ":" + port;
  }
}
