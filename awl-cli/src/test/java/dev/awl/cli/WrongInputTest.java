package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a new user gets wrong: one line that names it, and the exit code of the design. */
@Timeout(120)
class WrongInputTest {

  private static final String ID = dev.awl.wire.rendezvous.PeerId.ofHash(new byte[32]).toString();

  @TempDir Path home;

  @BeforeEach
  void files() throws IOException {
    Files.write(home.resolve("binary"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    Files.writeString(home.resolve("wrong.toml"), "server = 'ws://h:1'\n[servces.web]\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shar                                       | 2 | unknown command or argument shar; did you",
        "--foo                                      | 2 | unknown option --foo",
        "share                                      | 2 | Missing required parameter: 'SERVICE'",
        "share --nonsense                           | 2 | unknown option --nonsense; did you mean",
        "share -x                                   | 2 | unknown option -x; try: awl share",
        "share --tust ID tcp://h:1                  | 2 | unknown option --tust; try: awl share --help",
        "share --tust=ID                            | 2 | unknown option --tust=AAAAAAA-AAAAAAA",
        "share --json=x                             | 2 | --json: ",
        "connect --pth relay ID                     | 2 | unknown option --pth; try: awl connect --h",
        "share 8080                                 | 2 | '8080' is not a service: write",
        "share web=http://127.0.0.1                 | 2 | 'web=http://127.0.0.1': HOST:PORT is",
        "share http://127.0.0.1:99999               | 2 | 'http://127.0.0.1:99999': a port is 1 to",
        "share web://h:1                            | 2 | 'web://h:1': unknown scheme 'web'",
        "share tcp://h:1?rate=fast                  | 2 | 'tcp://h:1?rate=fast': 'fast' is no rate",
        "share tcp://h:1?connections=0              | 2 | 'tcp://h:1?connections=0': '0' is no num",
        "share tcp://h:1 --rate 20                  | 2 | --rate: '20' is no rate such as 20Mbit/s",
        "share tcp://h:1 --trust XYZ                | 3 | 'XYZ' is no peer known here (`awl peers`",
        "share tcp://h:1?allow=nas                  | 3 | 'nas' is no peer known here",
        "share tcp://h:1 --server http://x          | 2 | 'http://x' is no server: ws://HOST:PORT",
        "share a=tcp://h:1 a=tcp://h:2 --server ws://h:1 | 2 | two services are called 'a'",
        "share tcp://h:1 --name My-Box --server ws://127.0.0.1:1 | 2 | --name 'My-Box': 1 to 32",
        "share tcp://h:1 --server ws://127.0.0.1:1  | 1 | cannot reach the rendezvous server",
        "share tcp://h:1 --server ws://x.invalid:1  | 1 | cannot reach the rendezvous server",
        "connect                                    | 2 | Missing required parameter: 'PEER|CODE|",
        "connect nosuch                             | 3 | 'nosuch' is no peer known here (`awl pe",
        "connect @/nonexistent                      | 2 | cannot read the file of options @/nonex",
        "connect 4-quartz-marbl                     | 2 | '4-quartz-marbl': no code has the word",
        "connect ID --map web                       | 2 | --map: 'web' is not SERVICE=[ADDR:]PORT",
        "connect ID --map web=99999                 | 2 | --map: '99999' is not [ADDR:]PORT",
        "connect ID --path fast                     | 2 | --path: 'fast' is not auto, direct or",
        "connect ID --ftp-ports 9-8                 | 2 | --ftp-ports: '9-8' is no range of ports",
        "connect ID --name My-Box                   | 2 | --name 'My-Box': 1 to 32 lower-case",
        "connect ID --map web=9021 --map web=9022   | 2 | --map names 'web' twice",
        "connect 1 effort pantherr                  | 2 | '1 effort pantherr': no code has the word",
        "demo --size 0                              | 2 | --size is 1 to 10000 (MB)",
        "share tcp://1.2.3.999:5                    | 2 | 'tcp://1.2.3.999:5': '1.2.3.999' is no IP",
        "connect ID --server ws://127.0.0.1:1       | 1 | cannot reach the rendezvous server",
        "up                                         | 2 | there is no HOME/awl.toml",
        "up --config HOME                           | 2 | cannot read HOME: Is a directory",
        "up --config HOME/binary                    | 2 | cannot read HOME/binary: it is no text",
        "up --config HOME/wrong.toml                | 2 | HOME/wrong.toml:2:1: unknown key 'servc",
        "status                                     | 1 | no `awl up` at HOME/up.sock",
        "why a b                                    | 2 | unknown command or argument b",
        "trust XYZ                                  | 3 | 'XYZ' is no peer known here (`awl peers",
        "trust ID --allow Web                       | 2 | --allow 'Web': no service is called so",
        "trust ID --allow=                          | 2 | --allow '': no service is called so",
        "trust ID --name a_b                        | 2 | --name 'a_b': 1 to 32 lower-case",
        "revoke nosuch                              | 3 | 'nosuch' is no peer known here",
        "detect --stun x.invalid                    | 1 | the STUN server's name x.invalid has no",
        "detect --stun 127.0.0.1:99999              | 2 | --stun: '127.0.0.1:99999' is not HOST[:",
        "serve --public x.invalid                   | 2 | --public: 'x.invalid' is no address",
        "relay --public 127.0.0.1 --port 70000      | 2 | --port: '70000' is no port: a number up",
        "relay sessions --port -5                   | 2 | --port: '-5' is no port: a number up to",
        "detect --stun h --lifetime-limit 9         | 2 | --lifetime-limit is for --lifetime, which",
        "detect --stun h --lifetime --lifetime-limit 1 | 2 | --lifetime-limit takes 2 to 7200 seconds",
        "relay --secret x --tls-port 5349 --public 127.0.0.1 | 2 | --tls-port is for --cert and",
        "relay --secret x --tls-port 70000          | 2 | --tls-port: '70000' is no port",
        "share http://h:80/path                     | 2 | 'http://h:80/path': a service is a port,",
        "share https://h:443                        | 2 | 'https://h:443': unknown scheme 'https', which",
        "share tcp://h:1 --server ws://h:99999      | 2 | 'ws://h:99999' is no server: a port is 1",
        "connect ID --server ws://h:0               | 2 | 'ws://h:0' is no server: a port is 1 to",
        "connect ID --server ws://127.0.0.1:1 --ftps-ca HOME/none | 2 | cannot use --ftps-ca HOME/none: there is no",
        "trust ID --home /proc/none                 | 1 | cannot store the known peers: no access to",
        "id --home=                                 | 2 | --home is empty; name a directory",
        "up --config=                               | 2 | --config is empty; name a file",
        "connect ID --server ws://127.0.0.1:1 --ftps-ca HOME | 2 | cannot use --ftps-ca HOME: Is a directory",
        "serve --url http://h                       | 2 | --url: 'http://h' is no server: ws://HOST",
        "@nofile                                    | 2 | cannot read the file of options @nofile; try:",
        "serve --stun-ports 3478                    | 2 | --stun-ports takes two ports",
        "serve --cert /none --key /none --public 127.0.0.1 | 2 | --cert and --key: cannot read /no",
        "serve --public 192.0.2.99 --http 127.0.0.1:0 | 1 | relay: cannot listen on TCP 192.0.2.99",
        "relay --secret x --allow-peer 300.0.0.0/8  | 2 | not an address range: 300.0.0.0/8",
        "relay                                      | 2 | a relay needs --secret",
        "man --to /proc/none                        | 1 | cannot write manual pages to /proc/none",
        "man teapot                                 | 2 | there is no command 'teapot'",
        "id --home HOME/binary                      | 2 | the home HOME/binary cannot be: HOME/bi",
        "peers --home HOME/binary/deeper            | 2 | the home HOME/binary/deeper cannot be",
      })
  void is_one_line_that_names_it(String line, int exit, String expected) {
    String given = line.replace("ID", ID).replace("HOME", home.toString());
    String[] words = given.contains("--home") ? given.split(" +") : withHome(given);
    CommandRun run = CommandRun.of(words);
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("awl: " + expected.replace("HOME", home.toString()))
        .doesNotContain("Exception", "(..)", "; ;");
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).noneMatch(each -> each.contains("\tat "));
  }

  @Test
  void every_command_names_an_unknown_option_whatever_else_is_missing() {
    Map<String, CommandLine> all = new TreeMap<>();
    collect("", new Awl(System.out, System.err).parser(), all);
    assertThat(all).hasSizeGreaterThan(20).containsKey("relay kick").containsKey("share");
    all.forEach(
        (name, command) -> {
          CommandRun run = CommandRun.of((name + " --nonsense").split(" "));
          assertThat(run.err())
              .singleElement()
              .asString()
              .startsWith("awl: unknown option --nonsense; ")
              .endsWith("try: awl " + name + " --help");
          assertThat(run.exit()).as(name).isEqualTo(2);
        });
  }

  @Test
  void every_mistake_of_a_file_is_a_line() throws IOException {
    Path file = home.resolve("more.toml");
    Files.writeString(file, "servr = 'ws://h:1'\nserver = 'ws://h:1'\nname = 'My NAS'\n");
    CommandRun run = CommandRun.of(withHome("up --config " + file));
    assertThat(run.err())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("awl: " + file + ":1:1: unknown key 'servr'"),
            line -> assertThat(line).startsWith("awl: " + file + ":3:1: 'My NAS': 1 to 32"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(CommandRun.of(withHome("up --json --config " + file)).out())
        .singleElement()
        .asString()
        .contains("\"code\":\"config\"", ":1:1: ", "\\n" + file + ":3:1: ");
  }

  private static void collect(String path, CommandLine of, Map<String, CommandLine> all) {
    of.getSubcommands()
        .forEach(
            (name, command) -> {
              String whole = (path + " " + name).strip();
              all.put(whole, command);
              collect(whole, command, all);
            });
  }

  private String[] withHome(String line) {
    return (line + " --home " + home).split(" +");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rendezvous --http HERE:TAKEN | cannot listen on HERE:TAKEN (TCP) | another --http",
        "serve --public HERE --http HERE:TAKEN --stun-ports 0,0 | cannot listen on HERE:TAKEN (TCP)"
            + " | another --http",
        "serve --public HERE --http HERE:0 --stun-ports TAKEN,0 | relay: cannot listen on TCP"
            + " HERE:TAKEN | other --stun-ports",
        "serve --public HERE --http HERE:0 --stun-ports 0,TAKEN | cannot listen on TCP HERE:TAKEN"
            + " | other --stun-ports",
        "stun-server --public HERE --stun-ports TAKEN,0 | cannot listen on TCP HERE:TAKEN"
            + " | other --stun-ports",
        "stun-server --public HERE --stun-ports 0,0 --metrics HERE:TAKEN | metrics: cannot listen on"
            + " TCP HERE:TAKEN | another --metrics",
        "relay --secret x --public HERE --port TAKEN | relay: cannot listen on TCP HERE:TAKEN"
            + " | another --port",
        "relay --secret x --public HERE --port 0 --metrics HERE:TAKEN | metrics: cannot listen on TCP"
            + " HERE:TAKEN | another --metrics",
      })
  void port_that_is_taken_is_named_with_the_option_that_chooses_it(
      String line, String where, String option) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      UnaryOperator<String> filled =
          text -> text.replace("HERE", "127.0.0.1").replace("TAKEN", "" + taken.getLocalPort());
      CommandRun run = CommandRun.of(withHome(filled.apply(line)));
      assertThat(run.err())
          .containsExactly("awl: " + filled.apply(where) + ": it is in use; choose " + option);
      assertThat(run.exit()).isEqualTo(1);
    }
  }

  @Test
  void the_relays_port_for_tls_is_named_apart() throws Exception {
    assertThat(CommandRun.of(withHome("id")).exit()).isZero();
    Path pem = home.resolve("identity.pem"); // both of them
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String line =
          "relay --secret x --public 127.0.0.1 --port 0 --cert %s --key %s --tls-port %d"
              .formatted(pem, pem, taken.getLocalPort());
      assertThat(CommandRun.of(withHome(line)).err())
          .containsExactly(
              "awl: relay: cannot listen on TCP 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": it is in use; choose another --tls-port");
    }
  }

  @Test
  void json_says_the_same_in_an_event() {
    CommandRun run = CommandRun.of(withHome("connect nosuch --json"));
    assertThat(run.out())
        .singleElement()
        .asString()
        .startsWith(
            "{\"event\":\"error\",\"code\":\"unknown-peer\",\"message\":\"'nosuch' is no peer");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(3);
  }
}
