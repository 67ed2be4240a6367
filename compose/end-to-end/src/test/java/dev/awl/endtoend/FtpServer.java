package dev.awl.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The FTP servers of the lab, each as its users run it; anonymous, one directory for all. */
enum FtpServer implements FtpLab.Offer {
  VSFTPD(2101) {
    @Override
    List<String> command(Path config) {
      write(config, FtpConfig.vsftpd(port(), "connect_from_port_20=YES\n"));
      return vsftpd(config);
    }
  },

  PROFTPD(2102) {
    @Override
    List<String> command(Path config) {
      write(config, FtpConfig.proftpd(port(), ""));
      return proftpd(config);
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
      write(config, FtpConfig.pyftpdlib(port(), "FTPHandler", ""));
      return List.of("/usr/bin/python3", config.toString());
    }
  },

  APACHE(2105) {
    @Override
    List<String> command(Path config) {
      return List.of(JavaTool.line(ApacheFtpServer.class, "" + port(), DIRECTORY));
    }
  };

  /** Where anonymous users are; {@code up} inside is theirs to write in. */
  static final String DIRECTORY = "/srv/ftp";

  /** Packages of servers that cannot be installed side by side lie here, unpacked. */
  private static final Path UNPACKED =
      Path.of(System.getenv().getOrDefault("AWL_FTP_SERVERS", "/var/cache/awl-lab/ftp"));

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

  static List<String> vsftpd(Path config) {
    return List.of("/usr/sbin/vsftpd", config.toString());
  }

  static List<String> proftpd(Path config) {
    return List.of(unpacked("usr/sbin/proftpd"), "-n", "-S", "0.0.0.0", "-c", config.toString());
  }

  static LabProcess start(Host host, Path log, int port, List<String> command) {
    LabProcess process = LabProcess.start(host, log, command.toArray(String[]::new));
    Ports.awaitTcp(host, port, Session.PATIENCE);
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
