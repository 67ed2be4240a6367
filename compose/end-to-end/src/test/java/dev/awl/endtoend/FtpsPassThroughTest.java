package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FTP and FTPS whose passive ports are mapped one to one; TLS goes from end to end. */
@Lab
class FtpsPassThroughTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int PORT = 2190;

  /** Its defaults demand that the data connection resumes the control connection's session. */
  private static final String CONFIG =
      """
      listen=NO
      listen_ipv6=YES
      listen_port=%1$d
      background=NO
      anonymous_enable=YES
      anon_root=%2$s
      write_enable=YES
      anon_upload_enable=YES
      no_anon_password=YES
      seccomp_sandbox=NO
      isolate=NO
      isolate_network=NO
      secure_chroot_dir=/run/lab
      pasv_min_port=40000
      pasv_max_port=40010
      """;

  private static final String TLS =
      """
      ssl_enable=YES
      allow_anon_ssl=YES
      force_anon_logins_ssl=YES
      force_anon_data_ssl=YES
      rsa_cert_file=%1$s
      rsa_private_key_file=%1$s
      ssl_ciphers=HIGH
      """;

  @TempDir Path homes;

  @Test
  void curl_and_lftp_fetch_and_put_with_tls_of_the_server() throws IOException {
    clients(
        "ftps-passthrough",
        """
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=nas -keyout %1$s -out %1$s.c \\
            2>/dev/null
        cat %1$s.c >>%1$s
        """,
        TLS,
        "--ssl-reqd --tls-max 1.2 -k",
        """
        set ftp:ssl-force on; set ftp:ssl-allow-anonymous on; set ssl:verify-certificate off
        set ftp:ssl-protect-data on
        """);
  }

  @Test
  void fixed_passive_ports_without_reading_along() throws IOException {
    clients("ftp-fixed", "", "", "", "set ftp:ssl-allow off");
  }

  private void clients(String scheme, String prepare, String tls, String curl, String lftp)
      throws IOException {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpSites sites = new FtpSites(lab);
      Path file = TestFile.write(homes.resolve("file"), 300_000);
      FtpServer.prepare(sites.nas(), file);
      Path key = homes.resolve("key.pem");
      sites.nas().enclosure().script(prepare.formatted(key));
      Path config =
          Files.writeString(
              homes.resolve("vsftpd.conf"),
              CONFIG.formatted(PORT, FtpServer.DIRECTORY) + tls.formatted(key));
      Path access = homes.resolve("access");
      try (LabProcess vsftpd =
              LabProcess.start(
                  sites.nas(),
                  homes.resolve("vsftpd.log"),
                  Map.of(),
                  line -> {},
                  List.of("/usr/sbin/vsftpd", config.toString()));
          AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
          AwlProcess share =
              AwlProcess.start(
                  lab.inner().host(),
                  homes.resolve("inner"),
                  "share",
                  "nas=" + scheme + "://10.1.0.2:" + PORT + "?data=40000-40010",
                  "--server",
                  AwlServer.URL,
                  "--trust",
                  Launcher.id(lab.access().host(), access));
          AwlProcess connect =
              AwlProcess.start(
                  lab.access().host(),
                  access,
                  "connect",
                  share.await("ready", PATIENCE).text("peer"),
                  "--server",
                  AwlServer.URL,
                  "--map",
                  "nas=10.2.0.1:" + PORT)) {
        connect.await("ready", PATIENCE);
        Command clients =
            sites
                .desk()
                .attempt(
                    Duration.ofSeconds(60),
                    "sh",
                    "-ec",
                    """
                    cd %1$s
                    export HOME=$PWD
                    curl %3$s -sS -m 10 -o got ftp://10.2.0.1:%2$d/file
                    cmp got file && echo curl got
                    curl %3$s -sS -m 10 -T got ftp://10.2.0.1:%2$d/up/curl
                    lftp -c "set net:timeout 5; set net:max-retries 1; set ftp:prefer-epsv on
                      %4$s
                      open ftp://10.2.0.1:%2$d; get /file -o lftp; mirror -P 4 -x ^up/ / all"
                    cmp lftp file && cmp all/file file && echo lftp got
                    """
                        .formatted(homes, PORT, curl, lftp));
        assertThat(clients.output().lines())
            .as("%s%n%s%n%s%n%s", clients, connect, vsftpd, server)
            .containsExactly("curl got", "lftp got");
        String put =
            sites.nas().enclosure().script("sha256sum <" + FtpServer.DIRECTORY + "/up/curl");
        assertThat(put).startsWith(TestFile.sha256(file));
        Command second =
            Launcher.run(
                lab.access().host(),
                PATIENCE,
                access,
                "connect",
                Launcher.id(lab.inner().host(), homes.resolve("inner")),
                "--server",
                AwlServer.URL,
                "--map",
                "nas=10.2.0.1:2191");
        assertThat(second.exit()).as("%s", second).isEqualTo(1);
        assertThat(second.output())
            .contains(
                "cannot listen on 10.2.0.1:40000 for nas: it is in use or not ours, and FTP data"
                    + " needs 40000-40010 here as there; end what uses it, choose another address"
                    + " with --map nas=ADDR:PORT, or give the server other ports");
      }
    }
  }
}
