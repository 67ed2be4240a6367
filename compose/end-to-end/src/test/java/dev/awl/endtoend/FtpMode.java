package dev.awl.endtoend;

/** How an FTP data connection is made. */
enum FtpMode {
  PASV,
  EPSV,
  PORT,
  EPRT;

  /** Whether the client connects to the server. */
  boolean passive() {
    return this == PASV || this == EPSV;
  }

  /** Whether it is of RFC 959, not of RFC 2428. */
  boolean old() {
    return this == PASV || this == PORT;
  }

  /** RFC 2428: the old commands know no IPv6. */
  boolean fits(FtpSites.Family user) {
    return user == FtpSites.Family.IPV4 || !old();
  }

  /** For clients that use EPRT for IPv6 alone. */
  boolean fitsButEprtForIpv4(FtpSites.Family user) {
    return fits(user) && !(this == EPRT && user == FtpSites.Family.IPV4);
  }
}
