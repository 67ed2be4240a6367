package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An access peer behind a fixed public address: it names that one, and the ports forwarded. */
@Lab
class FtpAddressTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PUBLIC = "198.51.100.77";

  @TempDir Path homes;

  /** Lets the desk reach the access peer by the public address alone, as through a router. */
  private static void forward(Host desk, String ports) {
    desk.filter(
        """
        table ip forward {
          chain out {
            type nat hook output priority -100
            ip daddr %s tcp dport { 2121, 2122, %s } dnat to 10.2.0.1
          }
        }
        """
            .formatted(PUBLIC, ports));
    desk.run(LIMIT, "ip", "route", "add", PUBLIC, "via", "10.2.0.1");
  }

  @Test
  void connect_and_up_name_the_address_and_the_ports_they_are_given() throws IOException {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpSites sites = new FtpSites(lab, homes);
      forward(sites.desk(), "40000-40014");
      Peer office = new Peer(lab.access().host(), homes.resolve("office"));
      try (LabProcess vsftpd = FtpServer.VSFTPD.start(sites.nas(), homes);
          Session session =
              Session.open(
                  lab,
                  homes,
                  List.of("nas=ftp://10.1.0.2:" + FtpServer.VSFTPD.port(), "--trust", office.id()),
                  List.of(
                      "--map=nas=10.2.0.1:2121",
                      "--ftp-address=" + PUBLIC,
                      "--ftp-ports=40000-40004"))) {
        Files.writeString(
            office.home().resolve("awl.toml"),
            """
            server = "%s"
            [connect.office]
            peer = "%s"
            map = { nas = "10.2.0.1:2122" }
            ftp-address = "%s"
            ftp-ports = "40010-40014"
            """
                .formatted(AwlServer.URL, session.innerId(), PUBLIC));
        try (AwlProcess up = AwlProcess.start(office.host(), office.home(), "up")) {
          up.await("listening", Session.PATIENCE);
          up.awaitPath("direct");
          session.awaitPath("direct");
          Command clients =
              sites.atDesk(
                  LIMIT,
                  """
                  for port in 2121 2122; do
                    rm -f got
                    curl -sSv -m 10 --disable-epsv --no-ftp-skip-pasv-ip -o got \
                        ftp://%1$s:$port/file 2>$port.log
                    cmp got file
                    grep -oE '227 .*,156,(64|65|66|67|68|74|75|76|77|78)[)]' $port.log |
                      sed 's/,[0-9]*)/,N)/'
                    curl -sS -m 10 -o got ftp://%1$s:$port/file; cmp got file && echo epsv
                  done
                  for n in 1 2 3 4 5 6; do
                    curl -sS -m 30 --limit-rate 50k -o at-once$n ftp://%1$s:2121/file &
                    until [ -s at-once$n ] || ! kill -0 $!; do sleep 0.02; done # its port is free again
                  done
                  wait
                  for n in 1 2 3 4 5 6; do cmp at-once$n file; done; echo six at once
                  /usr/bin/python3 - <<'PROGRAM'
                  import ftplib
                  users = [ftplib.FTP() for n in range(6)]
                  for each in users:
                      each.connect("%1$s", 2121)
                      each.login()
                      try: each.sendcmd("PASV")
                      except ftplib.error_temp as e: print(e)
                  PROGRAM
                  """
                      .formatted(PUBLIC));
          assertThat(clients.output().lines())
              .as("%s%n%s%n%s%n%s", clients, session, up, vsftpd)
              .containsExactly(
                  "227 Entering Passive Mode (198,51,100,77,156,N)",
                  "epsv",
                  "227 Entering Passive Mode (198,51,100,77,156,N)",
                  "epsv",
                  "six at once",
                  "425 No data connection: no free port here for it (see --ftp-ports).");
          assertThat(up.process().log())
              .as("a line a transfer, with its path, for awl up as well")
              .containsPattern("RETR file: 300000 bytes in [0-9.]+ s, direct");
        }
      }
    }
  }
}
