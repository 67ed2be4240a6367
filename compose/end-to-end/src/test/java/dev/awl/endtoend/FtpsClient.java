package dev.awl.endtoend;

import dev.awl.endtoend.FtpClient.Mode;
import java.util.Locale;

/**
 * The FTPS clients of the lab. Each verifies the certificate that it is shown, name included, with
 * {@code ../ca.pem}, and protects its data connections.
 */
enum FtpsClient implements FtpMatrix.Client {
  CURL_TLS12 {
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return isPassive(mode) && super.can(mode, user);
    }

    @Override
    String explicit(Mode mode, String host, int port, String name) {
      return curl("--ssl-reqd --tlsv1.2 --tls-max 1.2", "ftp", mode, host, port, name);
    }

    @Override
    String implicit(Mode mode, String host, int port, String name) {
      return curl("--tlsv1.2 --tls-max 1.2", "ftps", mode, host, port, name);
    }
  },

  CURL_TLS13 {
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return isPassive(mode) && super.can(mode, user);
    }

    @Override
    String explicit(Mode mode, String host, int port, String name) {
      return curl("--ssl-reqd --tlsv1.3", "ftp", mode, host, port, name);
    }

    @Override
    String implicit(Mode mode, String host, int port, String name) {
      return curl("--tlsv1.3", "ftps", mode, host, port, name);
    }
  },

  LFTP {
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return FtpClient.LFTP.can(mode, user);
    }

    @Override
    String explicit(Mode mode, String host, int port, String name) {
      return lftp("ftp", mode, host, port, name);
    }

    @Override
    String implicit(Mode mode, String host, int port, String name) {
      return lftp("ftps", mode, host, port, name);
    }
  },

  FTPLIB {
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return FtpClient.FTPLIB.can(mode, user);
    }

    @Override
    String explicit(Mode mode, String host, int port, String name) {
      return ftplib("False", mode, host, port, name);
    }

    @Override
    String implicit(Mode mode, String host, int port, String name) {
      return ftplib("True", mode, host, port, name);
    }
  },

  COMMONS_NET {
    @Override
    boolean can(Mode mode, FtpSites.Family user) {
      return FtpClient.COMMONS_NET.can(mode, user);
    }

    @Override
    String explicit(Mode mode, String host, int port, String name) {
      return commonsNet("explicit", mode, host, port, name);
    }

    @Override
    String implicit(Mode mode, String host, int port, String name) {
      return commonsNet("implicit", mode, host, port, name);
    }
  };

  abstract String explicit(Mode mode, String host, int port, String name);

  abstract String implicit(Mode mode, String host, int port, String name);

  /** In active mode curl 7.88 waits for the end of a handshake that it does not begin. */
  private static boolean isPassive(Mode mode) {
    return mode == Mode.PASV || mode == Mode.EPSV;
  }

  /** Whether it can be told to use this mode on this family. */
  boolean can(Mode mode, FtpSites.Family user) {
    return mode.fits(user);
  }

  @Override
  public boolean puts() {
    return true;
  }

  /** The implicit server's ports end like the well-known one. */
  @Override
  public String script(Mode mode, String host, int port, String name) {
    return port % 1000 == FtpsServer.VSFTPD_990.port()
        ? implicit(mode, host, port, name)
        : explicit(mode, host, port, name);
  }

  private static String curl(
      String tls, String scheme, Mode mode, String host, int port, String name) {
    String how = mode == Mode.PASV ? "--disable-epsv" : "";
    return """
           curl -g -sS -m 10 %1$s --cacert ../ca.pem %2$s/ -o list %2$s/file -o got
           grep -q file list
           curl -g -sS -m 10 %1$s --cacert ../ca.pem -T got %2$s/up/%3$s
           """
        .formatted(tls + " " + how, scheme + "://" + FtpSites.Family.url(host) + ":" + port, name);
  }

  private static String lftp(String scheme, Mode mode, String host, int port, String name) {
    String how =
        switch (mode) {
          case PASV -> "set ftp:passive-mode on; set ftp:prefer-epsv off";
          case EPSV -> "set ftp:passive-mode on; set ftp:prefer-epsv on";
          case PORT, EPRT -> "set ftp:passive-mode off";
        };
    return """
           lftp -c 'set net:timeout 5; set net:max-retries 1; set xfer:clobber on; set net:persist-retries 0
             set ftp:ssl-force on; set ftp:ssl-allow-anonymous on; set ftp:ssl-protect-data on
             set ftp:ssl-protect-list on; set ssl:verify-certificate on; set ssl:ca-file ../ca.pem; %s
             open %s://%s:%d; cls -1 / > list; get /file -o got; put got -o /up/%s'
           grep -q file list
           """
        .formatted(how, scheme, FtpSites.Family.url(host), port, name);
  }

  private static String ftplib(String implicit, Mode mode, String host, int port, String name) {
    return """
           /usr/bin/python3 - <<'PROGRAM'
           import ftplib, socket, ssl
           context = ssl.create_default_context(cafile="../ca.pem")
           class Ftp(ftplib.FTP_TLS):
               def connect(self, host, port):
                   self.host, self.port = host, port
                   self.sock = socket.create_connection((host, port), 5)
                   self.af = self.sock.family
                   if %6$s:
                       self.sock = context.wrap_socket(self.sock, server_hostname=host)
                   self.file = self.sock.makefile("r", encoding=self.encoding)
                   self.welcome = self.getresp()
               def ntransfercmd(self, cmd, rest=None):
                   conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                   return context.wrap_socket(
                       conn, server_hostname=self.host, session=self.sock.session), size
           ftp = Ftp(timeout=5, context=context)
           ftp.connect("%1$s", %2$d)
           ftp.login()
           ftp.prot_p()
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
            name,
            implicit);
  }

  private static String commonsNet(String how, Mode mode, String host, int port, String name) {
    return String.join(
        " ",
        JavaTool.line(
            CommonsNetClient.class, mode.name(), host, "" + port, name, how, "../ca.pem"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
