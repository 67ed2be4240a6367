package dev.awl.endtoend;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The FTP clients of the lab. Each is a shell script that lists the directory, fetches {@code file}
 * as {@code got}, and puts {@code got} as {@code up/NAME}.
 */
enum FtpClient {
  CURL(EnumSet.allOf(Mode.class)) {
    @Override
    String script(Mode mode, String host, int port, String name) {
      String how =
          switch (mode) {
            case PASV -> "--disable-epsv";
            case EPSV -> "";
            case PORT -> "-P - --disable-eprt";
            case EPRT -> "-P -";
          };
      String url = "ftp://" + FtpSites.Family.url(host) + ":" + port;
      return """
             curl -g -sS -m 10 %1$s %2$s/ | grep -q file
             curl -g -sS -m 10 %1$s -o got %2$s/file
             curl -g -sS -m 10 %1$s -T got %2$s/up/%3$s
             """
          .formatted(how, url, name);
    }
  },

  LFTP(EnumSet.allOf(Mode.class)) {
    /** Active, it takes PORT for IPv4 and EPRT for IPv6. */
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return super.can(mode, user) && !(mode == Mode.EPRT && user == FtpSites.Family.IPV4);
    }

    @Override
    String script(Mode mode, String host, int port, String name) {
      String how =
          switch (mode) {
            case PASV -> "set ftp:passive-mode on; set ftp:prefer-epsv off";
            case EPSV -> "set ftp:passive-mode on; set ftp:prefer-epsv on";
            case PORT, EPRT -> "set ftp:passive-mode off";
          };
      return """
             lftp -c 'set net:timeout 5; set net:max-retries 1; set ftp:ssl-allow off; set xfer:clobber on
               set net:persist-retries 0; %s
               open ftp://%s:%d; cls -1 / > list; get /file -o got; put got -o /up/%s'
             grep -q file list
             """
          .formatted(how, FtpSites.Family.url(host), port, name);
    }
  };

  /** How the data connection is made. */
  enum Mode {
    PASV,
    EPSV,
    PORT,
    EPRT;

    /** RFC 2428: the old commands know no IPv6. */
    boolean fits(FtpSites.Family user) {
      return user == FtpSites.Family.IPV4 || this == EPSV || this == EPRT;
    }
  }

  private final Set<Mode> modes;

  FtpClient(Set<Mode> modes) {
    this.modes = modes;
  }

  abstract String script(Mode mode, String host, int port, String name);

  /** Whether it can be told to use this mode on this family. */
  boolean can(Mode mode, FtpSites.Family user) {
    return modes.contains(mode) && mode.fits(user);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
