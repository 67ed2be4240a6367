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

/** TFTP through the hole: real clients, a real server, and an intruder on either side. */
@Lab
class TftpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * Speaks TFTP by hand from the desk, and from the machines between: they are third hosts. Prints
   * what happens.
   */
  private static final String INTRUDER =
      """
      import re, socket, subprocess, time

      def at(space, source, where, packet):
          program = ("import socket,sys; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\\n"
              "s.bind((sys.argv[1],0)); s.sendto(bytes.fromhex(sys.argv[4]),(sys.argv[2],int(sys.argv[3])))")
          subprocess.run(["ip", "netns", "exec", space, "/usr/bin/python3", "-c", program, source,
              where[0], str(where[1]), packet.hex()], check=True)

      def heard(sock, seconds=1):
          sock.settimeout(seconds)
          try: return sock.recvfrom(65536)
          except TimeoutError: return None, None

      evil = b"\\0\\3\\0\\2" + b"evil" * 100
      user = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      user.bind(("10.2.0.2", 0))
      user.sendto(b"\\0\\1file\\0octet\\0", ("10.2.0.1", 6969))
      data, where = heard(user, 5)
      print("answer:", data[:4].hex(), "from a port of its own:", where[0] == "10.2.0.1" and where[1] != 6969)
      sessions = subprocess.run(["ip", "netns", "exec", "nas", "ss", "-Hun"], capture_output=True,
          text=True).stdout
      inner = ("10.1.0.1", int(re.search(r"10\\.1\\.0\\.1\\]?:(\\d+)", sessions).group(1)))
      at("inner", "10.1.0.1", inner, evil)
      at("access", "10.2.0.1", where, b"\\0\\5\\0\\0stop\\0")
      at("desk", "10.2.0.2", where, b"\\0\\5\\0\\0stop\\0")
      at("nas", "10.1.0.2", inner, evil)
      time.sleep(0.2)
      user.sendto(b"\\0\\4\\0\\1", where)
      blocks = []
      while len(blocks) < 5:
          data, source = heard(user, 5)
          if data is None: break
          if source == where and data[:2] == b"\\0\\3":
              number = int.from_bytes(data[2:4], "big")
              if b"evil" in data: blocks.append("evil")
              elif number not in blocks and number > 1: blocks.append(number)
              user.sendto(b"\\0\\4" + data[2:4], source)
      print("after four packets of third hosts and ports:", blocks)
      """;

  @TempDir Path homes;

  @Test
  void tftp_and_curl_get_and_put_with_options_and_nobody_else_is_let_in() throws IOException {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpSites sites = new FtpSites(lab);
      Path file = TestFile.write(homes.resolve("file"), 300_000);
      FtpServer.prepare(sites.nas(), file);
      Path access = homes.resolve("access");
      try (LabProcess tftpd =
              LabProcess.start(
                  sites.nas(),
                  homes.resolve("tftpd.log"),
                  Map.of(),
                  line -> {},
                  List.of("/usr/sbin/in.tftpd", "-L", "-c", "-p", "-s", FtpServer.DIRECTORY));
          AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
          AwlProcess share =
              AwlProcess.start(
                  lab.inner().host(),
                  homes.resolve("inner"),
                  "share",
                  "boot=tftp://10.1.0.2:69",
                  "boot6=tftp://[fd01::2]:69",
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
                  "--ftp-ports",
                  "41000-41005",
                  "--map",
                  "boot=10.2.0.1:6969",
                  "--map",
                  "boot6=[fd02::1]:6970")) {
        connect.await("ready", PATIENCE);
        connect.await(event -> event.isPath("direct"), "direct path", PATIENCE);
        Command clients =
            sites
                .desk()
                .attempt(
                    Duration.ofSeconds(60),
                    "sh",
                    "-ec",
                    """
                    cd %1$s
                    tftp -m binary 10.2.0.1 6969 -c get file hpa && cmp hpa file && echo hpa got
                    tftp -m binary 10.2.0.1 6969 -c put hpa up/hpa && cmp hpa %2$s/up/hpa && echo hpa put
                    for size in 512 1428 8192 65464; do
                      curl -sS -m 20 --tftp-blksize $size -o got tftp://10.2.0.1:6969/file
                      cmp got file
                      curl -sS -m 20 --tftp-blksize $size -T got tftp://10.2.0.1:6969/up/$size
                      cmp got %2$s/up/$size && echo curl $size
                    done
                    curl -g -sS -m 20 -o got6 'tftp://[fd02::1]:6970/file' && cmp got6 file && echo curl v6
                    printf 'mode binary\\nget file one\\nget up/hpa two\\nget file three\\n' |
                      tftp 10.2.0.1 6969 >/dev/null
                    cmp one file && cmp two file && cmp three file && echo three from one port
                    status=0; curl -sS -m 20 -o none tftp://10.2.0.1:6969/none 2>/dev/null || status=$?; echo not found: $status
                    for n in 1 2 3 4 5 6; do
                      curl -sS -m 30 --tftp-blksize 8192 -o at-once$n tftp://10.2.0.1:6969/file &
                    done
                    wait
                    for n in 1 2 3 4 5 6; do cmp at-once$n file; done; echo six at once
                    """
                        .formatted(homes, FtpServer.DIRECTORY));
        assertThat(clients.output().lines())
            .as("%s%n%s%n%s%n%s", clients, connect, tftpd, server)
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
        assertThat(connect.process().log())
            .containsPattern("boot: 10.2.0.2: RRQ file: 300000 bytes in [0-9.]+ s, direct")
            .containsPattern("WRQ up/8192: 300000 bytes in [0-9.]+ s, direct")
            .contains("RRQ none, ERROR 1 File not found");
        Command intruder =
            sites
                .desk()
                .attempt(
                    Duration.ofSeconds(30),
                    "/usr/bin/python3",
                    Files.writeString(homes.resolve("intruder.py"), INTRUDER).toString());
        assertThat(intruder.output().lines())
            .as("%s%n%s%n%s", intruder, connect, tftpd)
            .containsExactly(
                "answer: 00030001 from a port of its own: True",
                "after four packets of third hosts and ports: [2, 3, 4, 5, 6]");
      }
    }
  }
}
