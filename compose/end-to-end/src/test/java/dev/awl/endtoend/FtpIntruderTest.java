package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an intruder sends through the hole to a real FTP server, and what happens. */
@Lab
class FtpIntruderTest {

  /**
   * Speaks FTP by hand from the desk; prints a line "what: what happened" for each attack. A third
   * host is the access peer's own machine: another address than the desk's.
   */
  private static final String PROGRAM =
      """
      import re, socket, subprocess, sys, time
      HOST, PORT = sys.argv[1], int(sys.argv[2])

      class Control:
          def __init__(self):
              self.sock = socket.create_connection((HOST, PORT), 5)
              self.file = self.sock.makefile("rb")
              self.reply()
          def reply(self):
              while True:
                  line = self.file.readline().decode("latin1").rstrip()
                  if not line: return "closed"
                  if re.match("[2-5]\\\\d\\\\d ", line): return line
          def ask(self, line):
              self.sock.sendall(line.encode("latin1") + b"\\r\\n")
              return self.reply()
          def login(self):
              self.ask("USER anonymous"); self.ask("PASS x"); return self
          def passive(self):
              n = re.search("\\\\(([0-9,]+)\\\\)", self.ask("PASV")).group(1).split(",")
              return ".".join(n[:4]), int(n[4]) * 256 + int(n[5])

      def data(where):
          sock = socket.create_connection(where, 5)
          sock.settimeout(5)
          return sock

      def attempt(where):
          try:
              sock = data(where)
              return "turned away" if sock.recv(1) == b"" else "got data"
          except ConnectionRefusedError: return "turned away"
          except ConnectionResetError: return "turned away"

      def read(sock):
          got = b""
          while True:
              piece = sock.recv(65536)
              if not piece: return got
              got += piece

      def listening():
          text = subprocess.run(["ip", "netns", "exec", "access", "ss", "-Hltn"],
                                capture_output=True, text=True).stdout
          return len(text.splitlines())

      def from_access(where):
          program = ("import socket,sys\\n"
              "try:\\n s=socket.create_connection((sys.argv[1],int(sys.argv[2])),5)\\n"
              " s.settimeout(5)\\n print('turned away' if s.recv(1)==b'' else 'got data')\\n"
              "except ConnectionResetError: print('turned away')\\n"
              "except ConnectionRefusedError: print('turned away')")
          return subprocess.run(["ip", "netns", "exec", "access", "/usr/bin/python3", "-c", program,
              where[0], str(where[1])], capture_output=True, text=True).stdout.strip()

      control = Control().login()
      where = control.passive()
      print("data connection from a third host:", from_access(where))
      mine = data(where)
      print("second data connection:", attempt(where))
      control.sock.sendall(b"LIST\\r\\n")
      print("first data connection:", "file" if b"file" in read(mine) else "nothing")
      control.reply()
      before = listening()
      for i in range(200): control.passive()
      print("listeners after 200 PASV:", listening() - before)
      listener = socket.create_server(("", 0)); listener.settimeout(5)
      port = listener.getsockname()[1]
      print("PORT of a third host:", control.ask("PORT 203,0,113,1,%d,%d" % (port >> 8, port & 255)))
      control.sock.sendall(b"LIST\\r\\n")
      came, source = listener.accept()
      print("came from:", source[0], "file" if b"file" in read(came) else "nothing")
      control.reply()
      print("PORT to 22:", control.ask("PORT 10,2,0,2,0,22"))
      print("EPRT to 22:", control.ask("EPRT |1|10.2.0.2|22|"))
      control.sock.send(b"\\xff\\xf4\\xff"); control.sock.send(b"\\xf2", socket.MSG_OOB)
      print("urgent ABOR:", control.ask("ABOR"))
      for octet in b"PASV\\r\\n": control.sock.send(bytes([octet])); time.sleep(0.002)
      print("one byte at a time:", control.reply()[:3])
      where = control.passive()
      control.sock.close(); control.file.close()
      deadline = time.time() + 5
      while attempt(where) != "turned away" and time.time() < deadline: time.sleep(0.05)
      print("data port after its control:", attempt(where))
      print("POST:", Control().ask("POST / HTTP/1.1")[:3])
      print("NUL:", Control().ask("NOOP\\0")[:3])
      print("9000 bytes:", Control().ask("A" * 9000)[:3])
      """;

  @TempDir Path homes;

  @Test
  void gets_nothing_that_the_user_would_not_get() throws IOException {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp = new FtpLab(lab, homes, FtpServer.VSFTPD)) {
      Path program = Files.writeString(homes.resolve("intruder.py"), PROGRAM);
      Command intruder =
          ftp.sites()
              .desk()
              .attempt(
                  Duration.ofSeconds(60),
                  "/usr/bin/python3",
                  program.toString(),
                  Family.IPV4.access(),
                  "" + FtpLab.port(FtpServer.VSFTPD, Family.IPV4));
      List<String> happened = intruder.output().lines().toList();
      assertThat(happened)
          .as("%s%n%s", intruder, ftp)
          .containsExactly(
              "data connection from a third host: turned away",
              "second data connection: turned away",
              "first data connection: file",
              "listeners after 200 PASV: 1",
              "PORT of a third host: 200 PORT command successful. Consider using PASV.",
              "came from: 10.2.0.1 file",
              "PORT to 22: 501 PORT: the port of a data connection is 1024 to 65535.",
              "EPRT to 22: 501 EPRT: the port of a data connection is 1024 to 65535.",
              "urgent ABOR: 225 No transfer to ABOR.",
              "one byte at a time: 227",
              "data port after its control: turned away",
              "POST: 500",
              "NUL: 500",
              "9000 bytes: 500");
    }
  }
}
