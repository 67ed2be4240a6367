package dev.awl.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The FTP servers of the lab, each as its users run it; anonymous, one directory for all. */
enum FtpServer implements FtpLab.Offer {
  VSFTPD(2101) {
    @Override
    List<String> command(Path config) {
      write(
          config,
          """
          listen=NO
          listen_ipv6=YES
          listen_port=%d
          background=NO
          anonymous_enable=YES
          anon_root=%s
          write_enable=YES
          anon_upload_enable=YES
          anon_other_write_enable=YES
          anon_mkdir_write_enable=YES
          anon_umask=022
          no_anon_password=YES
          connect_from_port_20=YES
          seccomp_sandbox=NO
          isolate=NO
          isolate_network=NO
          secure_chroot_dir=/run/lab
          """
              .formatted(port(), DIRECTORY));
      return List.of("/usr/sbin/vsftpd", config.toString());
    }
  },

  PROFTPD(2102) {
    @Override
    List<String> command(Path config) {
      write(
          config,
          """
          ServerName lab
          ServerType standalone
          Port %1$d
          UseIPv6 on
          User ftp
          Group ftp
          ScoreboardFile /run/lab/scoreboard
          PidFile /run/lab/proftpd.pid
          DelayEngine off
          UseReverseDNS off
          WtmpLog off
          TransferLog none
          AllowOverwrite on
          AllowStoreRestart on
          AllowRetrieveRestart on
          RequireValidShell off
          AuthPAM off
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
              .formatted(port(), DIRECTORY));
      return List.of(unpacked("usr/sbin/proftpd"), "-n", "-S", "0.0.0.0", "-c", config.toString());
    }
  },

  PURE_FTPD(2103) {
    @Override
    List<String> command(Path config) {
      // -e anonymous only, -M may make directories, -i may not change them, -K keeps all files
      return List.of(
          unpacked("usr/sbin/pure-ftpd"),
          "-e",
          "-M",
          "-H",
          "-c",
          "50",
          "-C",
          "50",
          "-S",
          "" + port());
    }
  },

  PYFTPDLIB(2104) {
    @Override
    List<String> command(Path config) {
      write(
          config,
          """
          from pyftpdlib.authorizers import DummyAuthorizer
          from pyftpdlib.handlers import FTPHandler
          from pyftpdlib.servers import FTPServer
          users = DummyAuthorizer()
          users.add_anonymous("%s", perm="elradfmwMT")
          FTPHandler.authorizer = users
          FTPServer(("::", %d), FTPHandler).serve_forever()
          """
              .formatted(DIRECTORY, port()));
      return List.of("/usr/bin/python3", config.toString());
    }
  },

  APACHE(2105) {
    @Override
    List<String> command(Path config) {
      return JavaTool.line(ApacheFtpServer.class, "" + port(), DIRECTORY);
    }
  };

  /** Where anonymous users are; {@code up} inside is theirs to write in. */
  static final String DIRECTORY = "/srv/ftp";

  /** Packages of servers that cannot be installed side by side lie here, unpacked. */
  private static final Path UNPACKED =
      Path.of(System.getenv().getOrDefault("AWL_FTP_SERVERS", "/var/cache/awl-lab/ftp"));

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int port;

  FtpServer(int port) {
    this.port = port;
  }

  abstract List<String> command(Path config);

  @Override
  public int port() {
    return port;
  }

  /** Puts the directory of anonymous users together, in a file system of the enclosure's own. */
  static void prepare(Host host, Path file) {
    host.enclosure()
        .script(
            """
            mkdir -p %1$s
            mount -t tmpfs -o mode=755 tmpfs %1$s
            mkdir -m 777 %1$s/up
            cp %2$s %1$s/file
            chmod 644 %1$s/file
            """
                .formatted(DIRECTORY, file));
  }

  @Override
  public String scheme() {
    return "ftp";
  }

  @Override
  public LabProcess start(Host host, Path home) {
    return start(host, home.resolve(this + ".log"), port, command(home.resolve(this + ".conf")));
  }

  static LabProcess start(Host host, Path log, int port, List<String> command) {
    LabProcess process = LabProcess.start(host, log, Map.of(), line -> {}, command);
    Ports.awaitTcp(host, port, PATIENCE);
    return process;
  }

  static void write(Path config, String text) {
    try {
      Files.createDirectories(config.getParent());
      Files.writeString(config, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String unpacked(String path) {
    return UNPACKED.resolve(path).toString();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
