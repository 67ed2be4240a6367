package dev.awl.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The FTP servers of the lab with TLS and nothing but TLS. vsftpd and ProFTPD demand, by default,
 * that a data connection resumes the session of its control connection.
 */
enum FtpsServer implements FtpLab.Offer {
  VSFTPD(2111) {
    @Override
    List<String> command(Path config, Path key) {
      FtpServer.write(config, FtpConfig.vsftpd(port(), FtpConfig.vsftpdTls(key)));
      return FtpServer.vsftpd(config);
    }
  },

  VSFTPD_990(990) {
    @Override
    List<String> command(Path config, Path key) {
      FtpServer.write(
          config, FtpConfig.vsftpd(port(), FtpConfig.vsftpdTls(key) + "implicit_ssl=YES\n"));
      return FtpServer.vsftpd(config);
    }
  },

  PROFTPD(2112) {
    @Override
    List<String> command(Path config, Path key) {
      String tls =
          """
          ModulePath %1$s
          LoadModule mod_tls.c
          TLSEngine on
          TLSRequired on
          TLSRSACertificateFile %2$s
          TLSRSACertificateKeyFile %2$s
          """
              .formatted(FtpServer.unpacked("usr/lib/proftpd"), key);
      FtpServer.write(config, FtpConfig.proftpd(port(), tls));
      return FtpServer.proftpd(config);
    }
  },

  PURE_FTPD(2113) {
    @Override
    List<String> command(Path config, Path key) {
      List<String> line = new ArrayList<>(FtpServer.PURE_FTPD.command(config));
      line.set(line.size() - 1, "" + port());
      line.addAll(List.of("-Y", "3", "-2", key.toString())); // TLS for control and data
      return line;
    }
  },

  PYFTPDLIB(2114) {
    @Override
    List<String> command(Path config, Path key) {
      String tls =
          """
          Handler.certfile = "%s"
          Handler.tls_control_required = True
          Handler.tls_data_required = True
          """
              .formatted(key);
      FtpServer.write(config, FtpConfig.pyftpdlib(port(), "TLS_FTPHandler", tls));
      return List.of("/usr/bin/python3", config.toString());
    }
  },

  APACHE(2115) {
    @Override
    List<String> command(Path config, Path key) {
      String keys = key.resolveSibling("key.p12").toString();
      return List.of(JavaTool.line(ApacheFtpServer.class, "" + port(), FtpServer.DIRECTORY, keys));
    }
  };

  private final int port;

  FtpsServer(int port) {
    this.port = port;
  }

  abstract List<String> command(Path config, Path key);

  /** The servers' common certificate, signed by itself: {@code cert.pem}. */
  static Path certificate(Host host, Path home) {
    host.enclosure()
        .script(
            """
            mkdir -p %1$s && cd %1$s
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=nas \
              -addext subjectAltName=IP:10.1.0.2,IP:fd01::2 -keyout key.pem -out cert.pem 2>/dev/null
            openssl pkcs12 -export -in cert.pem -inkey key.pem -passout pass:secret -out key.p12
            cat cert.pem >>key.pem
            """
                .formatted(home));
    return home.resolve("cert.pem");
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String scheme() {
    return "ftps";
  }

  /** The key lies in the home. */
  @Override
  public LabProcess start(Host host, Path home) {
    return FtpServer.start(
        host,
        home.resolve("tls-" + this + ".log"),
        port,
        command(home.resolve("tls-" + this + ".conf"), home.resolve("key.pem")));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
