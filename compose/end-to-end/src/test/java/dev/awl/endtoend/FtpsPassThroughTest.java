package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FTP and FTPS whose passive ports are mapped one to one; TLS goes from end to end. */
@Lab
class FtpsPassThroughTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PORT = 2190;
  private static final String PASSIVE_PORTS = "pasv_min_port=40000\npasv_max_port=40010\n";

  @TempDir Path homes;

  @Test
  void curl_and_lftp_fetch_and_put_with_tls_of_the_server() {
    clients(
        "ftps-passthrough",
        FtpConfig.vsftpdTls(homes.resolve("key.pem")),
        "--ssl-reqd --tls-max 1.2 -k",
        """
        set ftp:ssl-force on; set ftp:ssl-allow-anonymous on; set ssl:verify-certificate off
        set ftp:ssl-protect-data on
        """);
  }

  @Test
  void fixed_passive_ports_without_reading_along() {
    clients("ftp-fixed", "", "", "set ftp:ssl-allow off");
  }

  private void clients(String scheme, String tls, String curl, String lftp) {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpSites sites = new FtpSites(lab, homes);
      FtpsServer.certificate(sites.nas(), homes);
      try (LabProcess vsftpd = vsftpd(sites.nas(), tls);
          Session session =
              Session.open(
                  lab,
                  homes,
                  List.of("nas=" + scheme + "://10.1.0.2:" + PORT + "?data=40000-40010"),
                  List.of("--map", "nas=10.2.0.1:" + PORT))) {
        Command clients =
            sites.atDesk(
                LIMIT,
                """
                url=ftp://10.2.0.1:%1$d
                curl %2$s -sS -m 10 -o got $url/file
                cmp got file && echo curl got
                curl %2$s -sS -m 10 -T got $url/up/curl
                cmp got $SERVED/up/curl && echo curl put
                lftp -c "set net:timeout 5; set net:max-retries 1; set ftp:prefer-epsv on
                  %3$s
                  open $url; get /file -o lftp; mirror -P 4 -x ^up/ / all"
                cmp lftp file && cmp all/file file && echo lftp got
                """
                    .formatted(PORT, curl, lftp));
        assertThat(clients.output().lines())
            .as("%s%n%s%n%s", clients, session, vsftpd)
            .containsExactly("curl got", "curl put", "lftp got");
        assertThatASecondOneIsToldThatItsPortsAreTaken(lab, session);
      }
    }
  }

  private LabProcess vsftpd(Host nas, String tls) {
    Path config = homes.resolve("vsftpd.conf");
    FtpServer.write(config, FtpConfig.vsftpd(PORT, PASSIVE_PORTS + tls));
    return FtpServer.start(nas, homes.resolve("vsftpd.log"), PORT, FtpServer.vsftpd(config));
  }

  private void assertThatASecondOneIsToldThatItsPortsAreTaken(Topology lab, Session session) {
    Command second =
        Peer.access(lab, homes)
            .run(LIMIT, "connect", session.innerId(), "--map", "nas=10.2.0.1:2191");
    assertThat(second.exit()).as("%s", second).isEqualTo(1);
    assertThat(second.errors())
        .contains(
            "cannot listen on 10.2.0.1:40000 for nas: it is in use or not ours, and FTP data"
                + " needs 40000-40010 here as there; end what uses it, choose another address"
                + " with --map nas=ADDR:PORT, or give the server other ports");
  }
}
