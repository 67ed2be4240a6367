package dev.awl.endtoend;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The FTP clients of the lab. Each is a shell script that lists the directory, fetches {@code file}
 * as {@code got}, and puts {@code got} as {@code up/NAME}.
 */
enum FtpClient implements FtpMatrix.Client {
  CURL(EnumSet.allOf(Mode.class)) {
    @Override
    public String script(Mode mode, String host, int port, String name) {
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
    public String script(Mode mode, String host, int port, String name) {
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
  },

  TNFTP(EnumSet.allOf(Mode.class)) {
    @Override
    public String script(Mode mode, String host, int port, String name) {
      boolean old = mode == Mode.PASV || mode == Mode.PORT;
      String active = mode == Mode.PORT || mode == Mode.EPRT ? "-A" : "";
      return """
             tnftp -n -i %s %s %d <<'COMMANDS' >log 2>&1
             user anonymous lab@example.com
             %s
             binary
             ls / list
             get file got
             put got up/%s
             quit
             COMMANDS
             grep -q file list || { cat log; exit 1; }
             """
          .formatted(active, host, port, old ? "epsv4" : "", name);
    }
  },

  NCFTP(EnumSet.of(Mode.PASV, Mode.PORT)) {
    @Override
    public String script(Mode mode, String host, int port, String name) {
      String how = (mode == Mode.PASV ? "-F" : "-E") + " -t 5 -P " + port;
      return """
             ncftpls %1$s ftp://%2$s/ | grep -q file
             ncftpget -r 1 -V %1$s -C %2$s file got
             ncftpput -r 1 -V %1$s -C %2$s got up/%3$s
             """
          .formatted(how, host, name);
    }
  },

  WGET(EnumSet.allOf(Mode.class)) {
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      boolean extended = mode == Mode.EPSV || mode == Mode.EPRT;
      return extended == (user == FtpSites.Family.IPV6);
    }

    /** It cannot put. */
    @Override
    public boolean puts() {
      return false;
    }

    @Override
    public String script(Mode mode, String host, int port, String name) {
      String how = mode == Mode.PORT || mode == Mode.EPRT ? "--no-passive-ftp" : "";
      String url = "ftp://" + FtpSites.Family.url(host) + ":" + port;
      return """
             wget -nv -t 1 -T 5 %1$s -O list %2$s/
             grep -q file list
             wget -nv -t 1 -T 5 %1$s -O got %2$s/file
             """
          .formatted(how, url);
    }
  },

  FTPLIB(EnumSet.allOf(Mode.class)) {
    /** Its EPRT is for IPv6 alone. */
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return super.can(mode, user) && !(mode == Mode.EPRT && user == FtpSites.Family.IPV4);
    }

    @Override
    public String script(Mode mode, String host, int port, String name) {
      return """
             /usr/bin/python3 - <<'PROGRAM'
             import ftplib, socket
             ftp = ftplib.FTP(timeout=5)
             ftp.connect("%1$s", %2$d)
             ftp.login()
             ftp.set_pasv(%3$s)
             if %4$s:
                 ftp.af = socket.AF_INET6
             names = []
             ftp.retrlines("LIST", names.append)
             assert any("file" in each for each in names), names
             ftp.retrbinary("RETR file", open("got", "wb").write)
             ftp.storbinary("STOR up/%5$s", open("got", "rb"))
             ftp.quit()
             PROGRAM
             """
          .formatted(
              host,
              port,
              mode == Mode.PASV || mode == Mode.EPSV ? "True" : "False",
              mode == Mode.EPSV ? "True" : "False",
              name);
    }
  },

  COMMONS_NET(EnumSet.allOf(Mode.class)) {
    /** It has no EPRT for IPv4. */
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return super.can(mode, user) && !(mode == Mode.EPRT && user == FtpSites.Family.IPV4);
    }

    @Override
    public String script(Mode mode, String host, int port, String name) {
      return String.join(
          " ", JavaTool.line(CommonsNetClient.class, mode.name(), host, "" + port, name));
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

  @Override
  public boolean puts() {
    return true;
  }

  /** Whether it can be told to use this mode on this family. */
  boolean can(Mode mode, FtpSites.Family user) {
    return modes.contains(mode) && mode.fits(user);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
