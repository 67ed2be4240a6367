package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TFTP through the hole: real clients, a real server, and an intruder on either side. */
@Lab
class TftpTest {
  @TempDir Path homes;

  @Test
  void tftp_and_curl_get_and_put_with_options_and_nobody_else_is_let_in() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpSites sites = new FtpSites(lab, homes);
      try (LabProcess tftpd =
              LabProcess.start(
                  sites.nas(),
                  homes.resolve("tftpd.log"),
                  "/usr/sbin/in.tftpd",
                  "-L",
                  "-c",
                  "-p",
                  "-s",
                  FtpServer.DIRECTORY);
          Session session =
              Session.open(
                  lab,
                  homes,
                  List.of("boot=tftp://10.1.0.2:69", "boot6=tftp://[fd01::2]:69"),
                  List.of(
                      "--ftp-ports=41000-41005",
                      "--map=boot=10.2.0.1:6969",
                      "--map=boot6=[fd02::1]:6970"))) {
        session.awaitPath("direct");
        Command clients =
            sites.atDesk(
                Duration.ofMinutes(5),
                """
                tftp -m binary 10.2.0.1 6969 -c get file hpa && cmp hpa file && echo hpa got
                tftp -m binary 10.2.0.1 6969 -c put hpa up/hpa && cmp hpa $SERVED/up/hpa && echo hpa put
                for size in 512 1428 8192 65464; do
                  curl -sS -m 60 --tftp-blksize $size -o got tftp://10.2.0.1:6969/file
                  cmp got file
                  curl -sS -m 60 --tftp-blksize $size -T got tftp://10.2.0.1:6969/up/$size
                  cmp got $SERVED/up/$size && echo curl $size
                done
                curl -g -sS -m 60 -o got6 'tftp://[fd02::1]:6970/file' && cmp got6 file && echo curl v6
                printf 'mode binary\\nget file one\\nget up/hpa two\\nget file three\\n' |
                  tftp 10.2.0.1 6969 >/dev/null
                cmp one file && cmp two file && cmp three file && echo three from one port
                status=0; curl -sS -m 60 -o none tftp://10.2.0.1:6969/none 2>/dev/null || status=$?; echo not found: $status
                for n in 1 2 3 4 5 6; do
                  curl -sS -m 60 --tftp-blksize 8192 -o at-once$n tftp://10.2.0.1:6969/file &
                done
                wait
                for n in 1 2 3 4 5 6; do cmp at-once$n file; done; echo six at once
                """);
        assertThat(clients.output().lines())
            .as("%s%n%s%n%s", clients, session, tftpd)
            .containsExactly(
                "hpa got",
                "hpa put",
                "curl 512",
                "curl 1428",
                "curl 8192",
                "curl 65464",
                "curl v6",
                "three from one port",
                "not found: 68",
                "six at once");
        assertThat(session.connect().process().log())
            .containsPattern("boot: 10.2.0.2: RRQ file: 300000 bytes in [0-9.]+ s, direct")
            .containsPattern("WRQ up/8192: 300000 bytes in [0-9.]+ s, direct")
            .contains("RRQ none, ERROR 1 File not found");
        Command intruder =
            sites
                .desk()
                .attempt(Duration.ofSeconds(60), Program.PYTHON, Program.path("tftp/intruder.py"));
        assertThat(intruder.output().lines())
            .as("%s%n%s%n%s", intruder, session, tftpd)
            .containsExactly(
                "answer: 00030001 from a port of its own: True",
                "after four packets of third hosts and ports: [2, 3, 4, 5, 6]");
      }
    }
  }
}
