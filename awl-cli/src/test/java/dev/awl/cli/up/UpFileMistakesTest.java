package dev.awl.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import dev.awl.peer.trust.TrustStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an {@code awl.toml}, and where. */
class UpFileMistakesTest extends WrittenUpFile {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "servr = 'ws://h:1'                               | 1:1: unknown key 'servr'; known here",
        "server = 7                                       | 1:1: 'server' must be a text",
        "server = 'http://h'                              | 1:1: 'http://h' is no server",
        "name = 'My NAS'                                  | 1:1: 'My NAS': 1 to 32",
        "path = 'fast'                                    | 1:1: 'fast' is no path",
        "udp-port = 70000                                 | 1:1: 'udp-port' is 0 to 65535",
        "udp-port = '5'                                   | 1:1: 'udp-port' must be a whole number",
        "metrics = 9102                                   | 1:1: 'metrics' must be a text in quotes",
        "metrics = 'here:x'                               | 1:1: 'here:x' is not [ADDR:]PORT",
        "services = 5                                     | 1:1: 'services' must be a table",
        "[services]; web = 5                              | 2:1: 'services.web' must be a table",
        "[services.web]                                   | 1:1: 'services.web' lacks 'target'",
        "[services.web]; target = 'teapot://h:1'          | 2:1: ",
        "[services.web];   target = 'tcp://h:1'; xx = 1   | 3:1: unknown key 'services.web.xx'",
        "[services.web]; target = 'tcp://h:1'; allow = 'x'| 3:1: 'services.web.allow' must be a list",
        "[services.web]; target = 'tcp://h:1'; allow=['x']| 3:1: 'x' is no peer",
        "[services.web]; target = 'tcp://h:1'; allow = [5]| 3:10: 'services.web.allow' must be",
        "[services.web]; target = 'tcp://h:1'; idle-timeout = '5 s' | 3:1: '5 s' is not a duration",
        "[services.web]; target = 'tcp://h:1'; proxy-protocol = 'v2'| 3:1: 'services.web.proxy-pro",
        "[services.web]; target = 'tcp://h:1'; rate = '20'| 3:1: '20' is no rate such as",
        "[services.web]; target = 'tcp://h:1'; rate = 20  | 3:1: 'services.web.rate' must be a text",
        "limits = 5                                       | 1:1: 'limits' must be a table",
        "[limits]; connections = 5                        | 2:1: unknown key 'limits.connections'",
        "[limits]; connections-per-peer = 0               | 2:1: 'limits.connections-per-peer' is 1",
        "[peers.x]                                        | 1:1: 'peers.x' lacks 'id'",
        "[peers.x]; id = 'ABC'                            | 2:1: ",
        "[connect.x]; peer = '%s'; path = 'fast'          | 3:1: 'fast' is no path",
        "[services.web]; target = 'tcp://h:1'; connect-timeout = '0s' | 3:1: a connect time-out is",
        "[peers.x]; id = '%s'; [peers.y]; id = '%s'       | 4:1: 'x' has this ID already",
        "[connect.p]; peer = '%1$s'; map = {a='9000', b='9000', c='9000'} | 3:28: port 9000 is given to 'connect.p.map.a' (3:8) and to 'connect.p.map.b' (3:18) already",
        "[connect.x]                                      | 1:1: 'x' is no peer",
        "[connect.p]; peer = '%1$s'; ftp-address = 'home' | 3:1: 'home' is no IP address",
        "[connect.p]; peer = '%1$s'; ftps = 'yes'         | 3:1: 'connect.p.ftps' must be true or false",
        "[connect.p]; peer = '%1$s'; ftps-pin.nas = '5E'  | 3:1: not a SHA-256 fingerprint: 5E",
        "[connect.p]; peer = '%1$s'; ftps-cert = 'x.pem'  | 3:1: ftps-cert and ftps-key go together",
        "[connect.p]; peer = '%1$s'; ftps-key = 'x.pem'   | 3:1: ftps-cert and ftps-key go together",
        "[connect.p]; peer = '%1$s'; ftps-key = 5         | 3:1: 'connect.p.ftps-key' must be a text",
        "[connect.p]; peer = '%1$s'; ftps-ca = 'none.pem' | 3:1: cannot use ftps-ca ",
        "[connect.p]; peer = '%1$s'; ftps-cert = 'a'; ftps-key = 'b' | 3:1: ftps-cert and ftps-key: ca",
        "[connect.p]; peer = '%1$s'; ftp-ports = '21-30'  | 3:1: '21-30' is no range of ports",
        "[connect.p]; peer = '%1$s'; ftp-ports = 40000    | 3:1: 'connect.p.ftp-ports' must be a",
        "a = ]                                            | 1:5: Unexpected ']'",
        "[services.web                                    | 1:14: ",
      })
  void a_mistake_is_named_with_file_line_and_column(String text, String expected) {
    assertThatThrownBy(
            () ->
                read(
                    text.strip()
                        .replace(";", "\n")
                        .replaceAll("\\n +", "\n")
                        .replace("%1$s", LAPTOP.toString())
                        .replace("%s", LAPTOP.toString())))
        .isInstanceOfSatisfying(
            AwlException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith(home.resolve("awl.toml") + ":" + expected)
        .message()
        .hasLineCount(1);
  }

  /** The mistakes of a text, each without the file's name. */
  private List<String> mistakes(String text) {
    AwlException thrown = catchThrowableOfType(AwlException.class, () -> read(text));
    assertThat(thrown.exit()).isEqualTo(ExitCode.USAGE);
    String file = home.resolve("awl.toml") + ":";
    List<String> lines = thrown.line().lines().toList();
    assertThat(lines).allSatisfy(line -> assertThat(line).startsWith(file));
    return lines.stream().map(line -> line.substring(file.length()).strip()).toList();
  }

  @Test
  void all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    assertThat(
            mistakes(
                """
                servr = 'ws://h:1'
                name = 'My NAS'
                path = 'fast'
                [limits]
                rate = '20'
                connections-per-peer = 0
                [peers.x]
                id = 'ABC'
                allow = 'web'
                [services.web]
                target = 'teapot://h:1'
                allow = ['x', 'nobody', 'none']
                idle-timeout = '5 s'
                rate = '20'
                [services.db]
                colour = 'blue'
                [connect.x]
                map = { a = '9000', b = '9000', d = '9000', c = 'here' }
                ftp-address = 'home'
                ftp-ports = '21-30'
                ftps = 'yes'
                [connect.y]
                path = 'fast'
                """))
        .extracting(line -> line.replaceFirst("(.{28}).*", "$1").strip())
        .containsExactly(
            "1:1: unknown key 'servr'; kn",
            "2:1: 'My NAS': 1 to 32 lower",
            "3:1: 'fast' is no path; ther",
            "5:1: '20' is no rate such as",
            "6:1: 'limits.connections-per",
            "8:1: a peer ID has 56 letter",
            "9:1: 'peers.x.allow' must be",
            "11:1: 'web=teapot://h:1': un",
            "12:1: 'nobody' is no peer: n",
            "12:1: 'none' is no peer: not",
            "13:1: '5 s' is not a duratio",
            "14:1: '20' is no rate such a",
            "15:1: 'services.db' lacks 't",
            "16:1: unknown key 'services.",
            "18:33: port 9000 is given to",
            "18:45: 'here' is not [ADDR:]",
            "19:1: 'home' is no IP addres",
            "20:1: '21-30' is no range of",
            "21:1: 'connect.x.ftps' must",
            "22:1: 'y' is no peer: not in",
            "more mistakes: 1");
  }

  @Test
  void this_peers_own_id_is_nobody_elses() {
    assertThat(
            mistakes(
                """
                [peers.me]
                id = '%1$s'
                [services.web]
                target = 'tcp://h:1'
                allow = ['%1$s']
                [connect.box]
                peer = '%1$s'
                """
                    .formatted(OWN)))
        .hasSize(3)
        .satisfiesExactly(
            peer -> assertThat(peer).startsWith("2:1: that is this peer's own ID"),
            allowed -> assertThat(allowed).startsWith("5:1: that is this peer's own ID"),
            connect -> assertThat(connect).startsWith("7:1: that is this peer's own ID"));
  }

  @Test
  void all_that_cannot_be_parsed_is_told_at_once() {
    assertThat(mistakes("a = ]\nname = 'nas'\nb = ]\n"))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("1:5: Unexpected ']'"),
            second -> assertThat(second).startsWith("3:5: Unexpected ']'"));
  }

  @ParameterizedTest
  @CsvSource({
    "9000-9010, 9005,           9005",
    "9005,      9000-9010,      9005",
    "9000-9010, 9010-9020,      9010",
    "9010-9020, 9000-9010,      9010",
    "9000-9010, 0.0.0.0:9003-9004, 9003",
  })
  void a_port_for_three_services_is_told_as_there_are_but_tcp_and_udp(
      String one, String other, int port) {
    assertThat(mistakes(twoMaps(one, other) + "map.c = '" + other + "'"))
        .containsExactly(
            "7:1: port "
                + port
                + " is given to 'connect.p.map.a' (3:1) and to 'connect.q.map.b' (6:1) already; it is"
                + " enough for one TCP and one UDP service");
  }

  @ParameterizedTest
  @CsvSource({
    "9000,         9000, 9000",
    "0.0.0.0:9000, 9000, 9000",
    "'[::]:9000',    9000, 9000",
    "9000-9010,    9005, 9005",
  })
  void a_port_for_two_services_is_doubtful_as_one_may_be_udp(String one, String other, int port)
      throws Exception {
    assertThat(read(twoMaps(one, other)).doubts())
        .containsExactly(
            home.resolve("awl.toml")
                + ":6:1: port "
                + port
                + " is given to 'connect.p.map.a' (3:1), too: good only if one is TCP and the other"
                + " UDP");
  }

  /** Of two peers, each with a service; the second map ends the file. */
  private static String twoMaps(String one, String other) {
    return """
        [connect.p]
        peer = '%s'
        map.a = '%s'
        [connect.q]
        peer = '%s'
        map.b = '%s'
        """
        .formatted(LAPTOP, one, PHONE, other);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.2:9000, 9000", "9000, 9001", "0, 0"})
  void ports_that_differ_are_not_doubtful(String one, String other) throws Exception {
    assertThat(
            read("[connect.p]\npeer = '%s'\nmap = { a = '%s', b = '%s' }"
                    .formatted(LAPTOP, one, other))
                .doubts())
        .isEmpty();
  }

  @Test
  void the_files_own_ports_count_too_each_by_its_transport() throws Exception {
    String own = "metrics = '9102'\nudp-port = 9102\n[connect.p]\npeer = '" + LAPTOP + "'\n";
    assertThat(read(own).doubts()).isEmpty();
    assertThat(mistakes(own + "map.web = '9102'"))
        .containsExactly(
            "5:1: port 9102 is given to 'udp-port' (2:1, UDP) and to 'metrics' (1:1, TCP) already;"
                + " it is enough for one TCP and one UDP service");
    assertThat(
            read(own.replace("udp-port = 9102", "udp-port = 9103") + "map.web = '9102'").doubts())
        .containsExactly(
            home.resolve("awl.toml")
                + ":5:1: port 9102 is given to 'metrics' (1:1, TCP), too: good only if one is TCP"
                + " and the other UDP");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> UpFile.read(home.resolve("no.toml"), TrustStore.open(home), OWN, null))
        .hasMessageContaining("no.toml");
  }
}
