package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An access peer behind a fixed public address: it names that one, and the ports forwarded. */
@Lab
class FtpAddressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String PUBLIC = "198.51.100.77";

  @TempDir Path homes;

  /** Lets the desk reach the access peer by the public address alone, as through a router. */
  private static void forward(Host desk, String ports) {
    desk.enclosure()
        .script(
            """
            ip netns exec desk nft -f - <<'RULES'
            table ip forward {
              chain out {
                type nat hook output priority -100
                ip daddr %1$s tcp dport { 2121, 2122, %2$s } dnat to 10.2.0.1
              }
            }
            RULES
            ip -n desk route add %1$s via 10.2.0.1
            """
                .formatted(PUBLIC, ports));
  }

  @Test
  void connect_and_up_name_the_address_and_the_ports_they_are_given() throws IOException {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpSites sites = new FtpSites(lab);
      Path file = TestFile.write(homes.resolve("file"), 300_000);
      FtpServer.prepare(sites.nas(), file);
      forward(sites.desk(), "40000-40014");
      Host host = lab.access().host();
      Path one = homes.resolve("one");
      Path two = homes.resolve("two");
      try (LabProcess vsftpd = FtpServer.VSFTPD.start(sites.nas(), homes);
          AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
          AwlProcess share =
              AwlProcess.start(
                  lab.inner().host(),
                  homes.resolve("inner"),
                  "share",
                  "nas=ftp://10.1.0.2:" + FtpServer.VSFTPD.port(),
                  "--server",
                  AwlServer.URL,
                  "--trust",
                  Launcher.id(host, one),
                  "--trust",
                  Launcher.id(host, two))) {
        String inner = share.await("ready", PATIENCE).text("peer");
        Files.writeString(
            two.resolve("awl.toml"),
            """
            server = "%s"
            [connect.office]
            peer = "%s"
            map = { nas = "10.2.0.1:2122" }
            ftp-address = "%s"
            ftp-ports = "40010-40014"
            """
                .formatted(AwlServer.URL, inner, PUBLIC));
        try (AwlProcess connect =
                AwlProcess.start(
                    host,
                    one,
                    "connect",
                    inner,
                    "--server",
                    AwlServer.URL,
                    "--map",
                    "nas=10.2.0.1:2121",
                    "--ftp-address",
                    PUBLIC,
                    "--ftp-ports",
                    "40000-40004");
            AwlProcess up = AwlProcess.start(host, two, "up")) {
          for (AwlProcess each : new AwlProcess[] {connect, up}) {
            each.await("listening", PATIENCE);
            each.await(event -> event.isPath("direct"), "direct path", PATIENCE);
          }
          Command clients =
              sites
                  .desk()
                  .attempt(
                      Duration.ofSeconds(60),
                      "sh",
                      "-ec",
                      """
                      cd %1$s
                      for port in 2121 2122; do
                        rm -f got
                        curl -sSv -m 10 --disable-epsv --no-ftp-skip-pasv-ip -o got \
                            ftp://%2$s:$port/file 2>$port.log
                        cmp got file
                        grep -oE '227 .*,156,(64|65|66|67|68|74|75|76|77|78)[)]' $port.log |
                          sed 's/,[0-9]*)/,N)/'
                        curl -sS -m 10 -o got ftp://%2$s:$port/file; cmp got file && echo epsv
                      done
                      for n in 1 2 3 4 5 6; do
                        curl -sS -m 10 --limit-rate 100k -o at-once$n ftp://%2$s:2121/file &
                      done
                      wait
                      for n in 1 2 3 4 5 6; do cmp at-once$n file; done; echo six at once
                      /usr/bin/python3 - <<'PROGRAM'
                      import ftplib
                      users = [ftplib.FTP() for n in range(6)]
                      for each in users:
                          each.connect("%2$s", 2121)
                          each.login()
                          try: each.sendcmd("PASV")
                          except ftplib.error_temp as e: print(e)
                      PROGRAM
                      """
                          .formatted(homes, PUBLIC));
          assertThat(clients.output().lines())
              .as("%s%n%s%n%s%n%s%n%s", clients, connect, up, vsftpd, server)
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
