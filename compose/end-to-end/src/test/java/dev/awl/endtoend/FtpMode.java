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

  /** RFC 2428: the old commands know no IPv6. */
  boolean fits(FtpSites.Family user) {
    return user == FtpSites.Family.IPV4 || this == EPSV || this == EPRT;
  }
}
