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
      FtpServer.write(config, VSFTPD_CONFIG.formatted(port(), FtpServer.DIRECTORY, key, "NO"));
      return List.of("/usr/sbin/vsftpd", config.toString());
    }
  },

  VSFTPD_990(990) {
    @Override
    List<String> command(Path config, Path key) {
      FtpServer.write(config, VSFTPD_CONFIG.formatted(port(), FtpServer.DIRECTORY, key, "YES"));
      return List.of("/usr/sbin/vsftpd", config.toString());
    }
  },

  PROFTPD(2112) {
    @Override
    List<String> command(Path config, Path key) {
      FtpServer.write(
          config,
          """
          ModulePath %4$s
          LoadModule mod_tls.c
          ServerName lab
          ServerType standalone
          Port %1$d
          UseIPv6 on
          User ftp
          Group ftp
          ScoreboardFile /run/lab/scoreboard-tls
          PidFile /run/lab/proftpd-tls.pid
          DelayEngine off
          UseReverseDNS off
          WtmpLog off
          TransferLog none
          AllowOverwrite on
          RequireValidShell off
          AuthPAM off
          TLSEngine on
          TLSRequired on
          TLSRSACertificateFile %3$s
          TLSRSACertificateKeyFile %3$s
          <Anonymous %2$s>
          User ftp
          Group ftp
          UserAlias anonymous ftp
          RequireValidShell off
          <Limit WRITE>
          AllowAll
          </Limit>
          </Anonymous>
          """
              .formatted(port(), FtpServer.DIRECTORY, key, FtpServer.unpacked("usr/lib/proftpd")));
      return List.of(
          FtpServer.unpacked("usr/sbin/proftpd"), "-n", "-S", "0.0.0.0", "-c", config.toString());
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
      FtpServer.write(
          config,
          """
          from pyftpdlib.authorizers import DummyAuthorizer
          from pyftpdlib.handlers import TLS_FTPHandler
          from pyftpdlib.servers import FTPServer
          users = DummyAuthorizer()
          users.add_anonymous("%s", perm="elradfmwMT")
          TLS_FTPHandler.authorizer = users
          TLS_FTPHandler.certfile = "%s"
          TLS_FTPHandler.tls_control_required = True
          TLS_FTPHandler.tls_data_required = True
          FTPServer(("::", %d), TLS_FTPHandler).serve_forever()
          """
              .formatted(FtpServer.DIRECTORY, key, port()));
      return List.of("/usr/bin/python3", config.toString());
    }
  },

  APACHE(2115) {
    @Override
    List<String> command(Path config, Path key) {
      return JavaTool.line(
          ApacheFtpServer.class,
          "" + port(),
          FtpServer.DIRECTORY,
          key.resolveSibling("key.p12").toString());
    }
  };

  private static final String VSFTPD_CONFIG =
      """
      listen=NO
      listen_ipv6=YES
      listen_port=%1$d
      background=NO
      anonymous_enable=YES
      anon_root=%2$s
      write_enable=YES
      anon_upload_enable=YES
      anon_other_write_enable=YES
      anon_umask=022
      no_anon_password=YES
      seccomp_sandbox=NO
      isolate=NO
      isolate_network=NO
      secure_chroot_dir=/run/lab
      ssl_enable=YES
      allow_anon_ssl=YES
      force_anon_logins_ssl=YES
      force_anon_data_ssl=YES
      implicit_ssl=%4$s
      rsa_cert_file=%3$s
      rsa_private_key_file=%3$s
      ssl_ciphers=HIGH
      """;

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
