package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an intruder sends through the hole to a real FTP server, and what a server that means ill
 * answers; the table says what happens.
 */
@Lab
class FtpIntruderTest {
  private static final Path TABLE =
      Launcher.ROOT.resolve("compose/end-to-end/target/ftp-attacks.txt");
  private static final String NO_PORT = "the port of a data connection is 1024 to 65535.";
  private static final String NO_ANSWER = "425 No data connection; the server's answer: " + NO_PORT;
  private static final String NO_COMMAND = "500 A command begins with a word and a blank.";

  /** What happens, by attack. */
  private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

  static {
    expect("third host in PORT", "200; the list came here, from 10.2.0.1");
    expect("third host in EPRT", "200; the list came here, from 10.2.0.1");
    expect("port 22", "501 PORT: " + NO_PORT);
    expect("port 0", "501 PORT: " + NO_PORT);
    expect("port 22 by EPRT", "501 EPRT: " + NO_PORT);
    expect("port 65536 and more", "501 PORT: 256 is not an octet.");
    expect("port 65558, that is 22", "501 EPRT: " + NO_PORT);
    expect("octets that wrap around", "501 PORT: 258 is not an octet.");
    expect("leading blank", NO_COMMAND);
    expect("tab for a blank", NO_COMMAND);
    expect("Telnet command inside a word", "501 PORT: " + NO_PORT);
    expect("bare LF", "200, 501 PORT: " + NO_PORT);
    expect("command in three segments", "501 PORT: " + NO_PORT);
    expect("one byte at a time", "501 PORT: " + NO_PORT);
    expect("ABOR with urgent data", "225 No transfer to ABOR.");
    expect("data connection from a third host", "turned away");
    expect("second one on one expectation", "turned away");
    expect("and the first one", "the list");
    expect("flood of expectations", "1 port open");
    expect("data port after its control", "turned away");
    expect("NUL", "500; then closed");
    expect("CR inside a line", "500; then closed");
    expect("9,000 bytes without LF", "500; then closed");
    expect("web page that posts", "500; then closed");
    expect("injected 227", "250 done; 0 port open");
    expect(
        "227 in a multi-line body",
        "211-look /  227 Entering Passive Mode (10,1,0,2,200,1) / 211 end; 0 port open");
    expect("227 after 150", "150 wait / 200 done; 0 port open");
    expect("server names port 22", NO_ANSWER + "; 0 port open");
    expect("server names port 22 by EPSV", NO_ANSWER + "; 0 port open");
  }

  @TempDir Path homes;

  private static void expect(String attack, String happens) {
    EXPECTED.put(attack, happens);
  }

  @Test
  void gets_nothing_that_the_user_would_not_get() throws IOException {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp = new FtpLab(lab, homes, FtpServer.VSFTPD, new Evil())) {
      Command intruder =
          ftp.sites()
              .desk()
              .attempt(
                  Duration.ofSeconds(60),
                  Program.PYTHON,
                  Program.path("ftp/intruder.py"),
                  Family.IPV4.access(),
                  "" + FtpLab.port(FtpServer.VSFTPD, Family.IPV4),
                  "" + FtpLab.port(new Evil(), Family.IPV4));
      List<String[]> rows = intruder.output().lines().map(line -> line.split(" \\| ", 3)).toList();
      assertThat(rows).as("%s%n%s", intruder, ftp).allMatch(row -> row.length == 3);
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, table(rows));
      Map<String, String> happened = new LinkedHashMap<>();
      rows.forEach(row -> happened.put(row[0], row[2]));
      assertThat(happened).as("%s%n%s", intruder, ftp).isEqualTo(EXPECTED);
    }
  }

  private static String table(List<String[]> rows) {
    StringBuilder text =
        new StringBuilder(String.format("%-34s %-48s %s%n", "attack", "sent", "happened"));
    rows.forEach(row -> text.append(String.format("%-34s %-48s %s%n", row[0], row[1], row[2])));
    return text.toString();
  }

  /** A server that means ill. */
  private record Evil() implements FtpLab.Offer {
    @Override
    public LabProcess start(Host nas, Path home) {
      return FtpServer.start(
          nas,
          home.resolve("evil.log"),
          port(),
          List.of(Program.PYTHON, Program.path("ftp/evil_server.py"), "" + port()));
    }

    @Override
    public String scheme() {
      return "ftp";
    }

    @Override
    public int port() {
      return 2150;
    }

    @Override
    public String toString() {
      return "evil";
    }
  }
}
