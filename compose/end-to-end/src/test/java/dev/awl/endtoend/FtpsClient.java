package dev.awl.endtoend;

import java.util.Locale;
import java.util.function.BiPredicate;

/**
 * The FTPS clients of the lab. Each verifies the certificate that it is shown, name included, with
 * {@code ../ca.pem}, and protects its data connections.
 */
enum FtpsClient implements FtpMatrix.Client {
  CURL_TLS12(FtpsClient::canCurl) {
    @Override
    String script(boolean implicit, FtpErrand errand) {
      return curl("--tlsv1.2 --tls-max 1.2", implicit, errand);
    }
  },

  CURL_TLS13(FtpsClient::canCurl) {
    @Override
    String script(boolean implicit, FtpErrand errand) {
      return curl("--tlsv1.3", implicit, errand);
    }
  },

  LFTP(FtpClient.LFTP::can) {
    @Override
    String script(boolean implicit, FtpErrand errand) {
      return FtpClient.lftp(implicit ? "ftps" : "ftp", LFTP_TLS, errand);
    }
  },

  FTPLIB(FtpClient.FTPLIB::can) {
    @Override
    String script(boolean implicit, FtpErrand errand) {
      return FtpClient.ftplib(
          FTPLIB_TLS.formatted(implicit ? "True" : "False"), "ftp.login(); ftp.prot_p()", errand);
    }
  },

  COMMONS_NET(FtpClient.COMMONS_NET::can) {
    @Override
    String script(boolean implicit, FtpErrand errand) {
      return FtpClient.commonsNet(errand, implicit ? "implicit" : "explicit", "../ca.pem");
    }
  };

  private static final String LFTP_TLS =
      """
      set ftp:ssl-force on; set ftp:ssl-allow-anonymous on; set ftp:ssl-protect-data on
      set ftp:ssl-protect-list on; set ssl:verify-certificate on; set ssl:ca-file ../ca.pem""";

  /** Python's own has no implicit TLS, and does not resume the session for the data. */
  private static final String FTPLIB_TLS =
      """
      context = ssl.create_default_context(cafile="../ca.pem")
      class Ftp(ftplib.FTP_TLS):
          def connect(self, host, port):
              self.host, self.port = host, port
              self.sock = socket.create_connection((host, port), 5)
              self.af = self.sock.family
              if %s:
                  self.sock = context.wrap_socket(self.sock, server_hostname=host)
              self.file = self.sock.makefile("r", encoding=self.encoding)
              self.welcome = self.getresp()
          def ntransfercmd(self, cmd, rest=None):
              conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
              return context.wrap_socket(
                  conn, server_hostname=self.host, session=self.sock.session), size
      ftp = Ftp(timeout=5, context=context)""";

  private final BiPredicate<FtpMode, FtpSites.Family> modes;

  FtpsClient(BiPredicate<FtpMode, FtpSites.Family> modes) {
    this.modes = modes;
  }

  /** Implicit TLS speaks it from the first byte, explicit after AUTH TLS. */
  abstract String script(boolean implicit, FtpErrand errand);

  @Override
  public boolean can(FtpMode mode, FtpSites.Family user) {
    return modes.test(mode, user);
  }

  /** The implicit server's ports end like the well-known one. */
  @Override
  public String script(FtpErrand errand) {
    return script(errand.port() % 1000 == FtpsServer.VSFTPD_990.port(), errand);
  }

  /** In active mode curl 7.88 waits for the end of a handshake that it does not begin. */
  private static boolean canCurl(FtpMode mode, FtpSites.Family user) {
    return mode.passive() && FtpClient.CURL.can(mode, user);
  }

  private static String curl(String tls, boolean implicit, FtpErrand errand) {
    String options = tls + (implicit ? " " : " --ssl-reqd ") + FtpClient.curlMode(errand.mode());
    return """
           curl -g -sS -m 10 %1$s --cacert ../ca.pem %2$s/ -o list %2$s/file -o got
           grep -q file list
           curl -g -sS -m 10 %1$s --cacert ../ca.pem -T got %2$s/up/%3$s
           """
        .formatted(options, errand.url(implicit ? "ftps" : "ftp"), errand.name());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
