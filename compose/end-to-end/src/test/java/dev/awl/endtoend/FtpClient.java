package dev.awl.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;

/** The FTP clients of the lab, each as a shell script. */
enum FtpClient implements FtpMatrix.Client {
  CURL(FtpMode::fits) {
    @Override
    public String script(FtpErrand errand) {
      return """
             curl -g -sS -m 10 %1$s %2$s/ | grep -q file
             curl -g -sS -m 10 %1$s -o got %2$s/file
             curl -g -sS -m 10 %1$s -T got %2$s/up/%3$s
             """
          .formatted(curlMode(errand.mode()), errand.url("ftp"), errand.name());
    }
  },

  LFTP(FtpMode::fitsButEprtForIpv4) {
    @Override
    public String script(FtpErrand errand) {
      return lftp("ftp", "set ftp:ssl-allow off", errand);
    }
  },

  TNFTP(FtpMode::fits) {
    @Override
    public String script(FtpErrand errand) {
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
          .formatted(
              errand.mode().passive() ? "" : "-A",
              errand.host(),
              errand.port(),
              errand.mode().old() ? "epsv4" : "",
              errand.name());
    }
  },

  NCFTP((mode, user) -> mode.old() && mode.fits(user)) {
    @Override
    public String script(FtpErrand errand) {
      String how = (errand.mode().passive() ? "-F" : "-E") + " -t 5 -P " + errand.port();
      return """
             ncftpls %1$s ftp://%2$s/ | grep -q file
             ncftpget -r 1 -V %1$s -C %2$s file got
             ncftpput -r 1 -V %1$s -C %2$s got up/%3$s
             """
          .formatted(how, errand.host(), errand.name());
    }
  },

  /** It takes the old commands for IPv4 and the new ones for IPv6. */
  WGET((mode, user) -> mode.old() == (user == FtpSites.Family.IPV4)) {
    /** It cannot put. */
    @Override
    public boolean puts() {
      return false;
    }

    @Override
    public String script(FtpErrand errand) {
      return """
             wget -nv -t 1 -T 5 %1$s -O list %2$s/
             grep -q file list
             wget -nv -t 1 -T 5 %1$s -O got %2$s/file
             """
          .formatted(errand.mode().passive() ? "" : "--no-passive-ftp", errand.url("ftp"));
    }
  },

  FTPLIB(FtpMode::fitsButEprtForIpv4) {
    @Override
    public String script(FtpErrand errand) {
      return ftplib("ftp = ftplib.FTP(timeout=5)", "ftp.login()", errand);
    }
  },

  COMMONS_NET(FtpMode::fitsButEprtForIpv4) {
    @Override
    public String script(FtpErrand errand) {
      return commonsNet(errand);
    }
  };

  private final BiPredicate<FtpMode, FtpSites.Family> modes;

  FtpClient(BiPredicate<FtpMode, FtpSites.Family> modes) {
    this.modes = modes;
  }

  @Override
  public boolean can(FtpMode mode, FtpSites.Family user) {
    return modes.test(mode, user);
  }

  static String curlMode(FtpMode mode) {
    return switch (mode) {
      case PASV -> "--disable-epsv";
      case EPSV -> "";
      case PORT -> "-P - --disable-eprt";
      case EPRT -> "-P -";
    };
  }

  /** With these settings, as {@code set NAME VALUE; ...}. */
  static String lftp(String scheme, String settings, FtpErrand errand) {
    String how =
        switch (errand.mode()) {
          case PASV -> "set ftp:passive-mode on; set ftp:prefer-epsv off";
          case EPSV -> "set ftp:passive-mode on; set ftp:prefer-epsv on";
          case PORT, EPRT -> "set ftp:passive-mode off";
        };
    return """
           lftp -c 'set net:timeout 5; set net:max-retries 1; set net:persist-retries 0
             set xfer:clobber on; %s
             %s
             open %s; cls -1 / > list; get /file -o got; put got -o /up/%s'
           grep -q file list
           """
        .formatted(how, settings, errand.url(scheme), errand.name());
  }

  /** Between the Python that makes {@code ftp} and the one that logs in, it connects. */
  static String ftplib(String make, String login, FtpErrand errand) {
    return """
           /usr/bin/python3 - <<'PROGRAM'
           import ftplib, socket, ssl
           %s
           ftp.connect("%s", %d)
           %s
           ftp.set_pasv(%s)
           if %s:
               ftp.af = socket.AF_INET6
           names = []
           ftp.retrlines("LIST", names.append)
           assert any("file" in each for each in names), names
           ftp.retrbinary("RETR file", open("got", "wb").write)
           ftp.storbinary("STOR up/%s", open("got", "rb"))
           ftp.quit()
           PROGRAM
           """
        .formatted(
            make,
            errand.host(),
            errand.port(),
            login,
            errand.mode().passive() ? "True" : "False",
            errand.mode() == FtpMode.EPSV ? "True" : "False",
            errand.name());
  }

  /** With more arguments for {@link CommonsNetClient}. */
  static String commonsNet(FtpErrand errand, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(errand.mode().name(), errand.host(), "" + errand.port(), errand.name()));
    arguments.addAll(List.of(more));
    return String.join(
        " ", JavaTool.line(CommonsNetClient.class, arguments.toArray(String[]::new)));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
