package dev.awl.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.LocalAuthority;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.PortRange;
import dev.awl.peer.service.Rate;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.tls.Fingerprint;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpFileTest {

  private static final PeerId LAPTOP = PeerId.ofHash(new byte[32]);
  private static final PeerId PHONE = PeerId.ofHash(filled(1));

  private static final PeerId OWN = PeerId.ofHash(filled(7));

  @TempDir Path home;

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private UpSettings read(String text) throws Exception {
    Path file = home.resolve("awl.toml");
    Files.writeString(file, text);
    return UpFile.read(file, TrustStore.open(home), OWN, "ws://192.0.2.1:80");
  }

  @Test
  void reads_both_roles() throws Exception {
    TrustStore.open(home).put(new KnownPeer("phone", PHONE, Instant.EPOCH, List.of(), null));
    UpSettings settings =
        read(
            """
            server = "wss://rendezvous.example"
            udp-port = 4000
            [peers.laptop]
            id = "%s"
            allow = ["web"]
            [services.web]
            target = "http://127.0.0.1:8080"
            allow = ["laptop", "phone"]
            connect-timeout = "1500ms"
            idle-timeout = "10m"
            [connect.phone]
            map = { cam = "9000", mic = "0.0.0.0:9001" }
            [connect.work]
            peer = "laptop"
            """
                .formatted(LAPTOP));
    assertThat(settings.server()).hasToString("wss://rendezvous.example");
    assertThat(settings.udpPort()).isEqualTo(4000);
    assertThat(settings.peers().get("laptop").allows("web")).isTrue();
    assertThat(settings.peers().get("laptop").allows("ssh")).isFalse();
    assertThat(settings.services())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.service()).hasToString("web=http://127.0.0.1:8080");
              assertThat(each.allow()).isEqualTo(Set.of(LAPTOP, PHONE));
              assertThat(each.dial().connect()).isEqualTo(Duration.ofMillis(1500));
              assertThat(each.dial().idle()).isEqualTo(Duration.ofMinutes(10));
            });
    assertThat(settings.connects().get("phone").peer()).isEqualTo(PHONE);
    assertThat(settings.connects().get("phone").places().get("cam"))
        .satisfies(
            at -> {
              assertThat(at.getAddress().isLoopbackAddress()).isTrue();
              assertThat(at.getPort()).isEqualTo(9000);
            });
    assertThat(settings.connects().get("work").peer()).isEqualTo(LAPTOP);
  }

  @Test
  void counters_are_served_nowhere_or_on_loopback_unless_another_address_is_named()
      throws Exception {
    assertThat(read("").metrics()).isNull();
    assertThat(read("metrics = '9102'").metrics())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9102));
    assertThat(read("metrics = '192.0.2.1:9102'").metrics())
        .isEqualTo(new InetSocketAddress("192.0.2.1", 9102));
    assertThat(read("metrics = '9102'").needsRestart(read(""))).isTrue();
  }

  @Test
  void an_empty_file_takes_the_server_of_the_environment() throws Exception {
    assertThat(read("").server()).hasToString("ws://192.0.2.1:80");
  }

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
        "[connect.p]; peer = '%1$s'; map = {a='9000', b='9000', c='9000'} | 3:28: port 9000 is given away above",
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
            "18:33: port 9000 is given aw",
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
    String text =
        """
        [connect.p]
        peer = '%s'
        map.a = '%s'
        [connect.q]
        peer = '%s'
        map.b = '%s'
        map.c = '%s'
        """
            .formatted(LAPTOP, one, PHONE, other, other);
    assertThat(mistakes(text))
        .containsExactly(
            "7:1: port " + port + " is given away above, for TCP and for UDP, or twice");
  }

  @Test
  void ranges_of_ports_that_only_touch_are_good() throws Exception {
    UpSettings settings =
        read(
            """
            [connect.p]
            peer = '%s'
            map = { a = '9000-9010', b = '9011', c = '0', d = '0' }
            """
                .formatted(LAPTOP));
    assertThat(settings.connects().get("p").places()).hasSize(4);
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> UpFile.read(home.resolve("no.toml"), TrustStore.open(home), OWN, null))
        .hasMessageContaining("no.toml");
  }

  @Test
  void the_example_in_the_documents_is_good() throws Exception {
    Path example = Path.of("..", "docs", "awl.toml");
    UpSettings settings = UpFile.read(example, TrustStore.open(home), OWN, null);
    assertThat(settings.services()).hasSize(3);
    assertThat(settings.connects()).containsOnlyKeys("laptop");
  }

  @Test
  void reads_where_ftp_users_connect_for_data() throws Exception {
    UpSettings settings =
        read(
            """
            [connect.office]
            peer = "%s"
            ftp-address = "198.51.100.7"
            ftp-ports = "40000-40100"
            [connect.home]
            peer = "%s"
            """
                .formatted(LAPTOP, PHONE));
    assertThat(settings.connects().get("office").data())
        .isEqualTo(
            new DataConnections(
                InetAddress.getByName("198.51.100.7"), new PortRange(40000, 40100)));
    assertThat(settings.connects().get("home").data()).isEqualTo(DataConnections.DEFAULT);
  }

  @Test
  void reads_where_tls_ends_and_which_servers_are_pinned() throws Exception {
    String pin = "5e".repeat(32);
    UpSettings settings =
        read(
            """
            [connect.office]
            peer = "%s"
            ftps = true
            ftps-pin = { nas = "%s" }
            [connect.home]
            peer = "%s"
            """
                .formatted(LAPTOP, pin, PHONE));
    assertThat(settings.connects().get("office").ftps().onRequest()).isTrue();
    assertThat(settings.connects().get("office").ftps().pins())
        .isEqualTo(Map.of("nas", Set.of(Fingerprint.parse(pin))));
    assertThat(settings.connects().get("home").ftps())
        .isEqualTo(new Ftps(false, null, List.of(), Map.of()));
  }

  @Test
  void reads_the_files_of_tls_beside_the_file() throws Exception {
    Identity identity = Identity.generate();
    Path key =
        Files.writeString(home.resolve("key.pem"), pem("PRIVATE KEY", identity.privateKey()));
    Path chain = home.resolve("chain.pem");
    Files.writeString(chain, pem("CERTIFICATE", identity.certificate()));
    Files.writeString(
        home.resolve("ca.pem"),
        LocalAuthority.loadOrCreate(home).pem() + pem("CERTIFICATE", identity.certificate()));
    Ftps ftps =
        read(ftps("ftps-cert = '%s'\nftps-key = 'key.pem'\nftps-ca = 'ca.pem'".formatted(chain)))
            .connects()
            .get("office")
            .ftps();
    assertThat(ftps.bridge(home).onRequest()).isTrue();
    assertThat(ftps.bridge(home).own()).isNotNull();
    assertThat(ftps.bridge(home).authorities()).hasSize(2).contains(identity.certificate());

    Files.writeString(key, "nonsense");
    assertThatThrownBy(() -> read(ftps("ftps-cert = 'chain.pem'\nftps-key = 'key.pem'")))
        .hasMessageStartingWith(home.resolve("awl.toml") + ":3:1: cannot use ftps-cert " + chain)
        .message()
        .hasLineCount(1);
    assertThatThrownBy(() -> read(ftps("ftps = true\nftps-ca = 'key.pem'")))
        .hasMessageStartingWith(home.resolve("awl.toml") + ":4:1: cannot use ftps-ca " + key)
        .message()
        .hasLineCount(1);
  }

  private static String ftps(String keys) {
    return "[connect.office]\npeer = '" + LAPTOP + "'\n" + keys + "\n";
  }

  private static String pem(String label, Object keyOrCertificate) throws Exception {
    byte[] bytes =
        keyOrCertificate instanceof X509Certificate certificate
            ? certificate.getEncoded()
            : ((PrivateKey) keyOrCertificate).getEncoded();
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(bytes));
  }

  @Test
  void reads_limits_of_the_whole_and_of_a_service() throws Exception {
    UpSettings settings =
        read(
            """
            [limits]
            rate = "100Mbit/s"
            connections-per-peer = 1000
            [services.web]
            target = "http://127.0.0.1:8080"
            rate = "2.5MB/s"
            connections = 50
            [services.db]
            target = "tcp://127.0.0.1:5432?rate=1Mbit/s&connections=7&allow=%s"
            """
                .formatted(LAPTOP));
    assertThat(settings.limits()).isEqualTo(new Limits(new Rate(100_000_000), 1000));
    assertThat(settings.services())
        .extracting(SharedService::limits)
        .containsExactly(new Limits(new Rate(20_000_000), 50), new Limits(new Rate(1_000_000), 7));
    assertThat(settings.services().get(1).allow()).isEqualTo(Set.of(LAPTOP));
    assertThat(read("").limits()).isEqualTo(Limits.NONE);
  }

  @Test
  void path_of_a_connection_counts_before_its_peers_and_that_before_all() throws Exception {
    String text =
        """
        path = "direct"
        [peers.laptop]
        id = "%s"
        path = "relay"
        [peers.phone]
        id = "%s"
        path = "relay"
        [connect.laptop]
        path = "auto"
        [connect.phone]
        ftp-address = "192.0.2.7"
        ftp-ports = "4000-4100"
        """
            .formatted(LAPTOP, PHONE);
    UpSettings settings = read(text);
    assertThat(settings.pathTo(LAPTOP)).isEqualTo(PathPreference.AUTO);
    assertThat(settings.pathTo(PHONE)).isEqualTo(PathPreference.RELAY);
    assertThat(settings.connects().get("phone").path()).isEqualTo(PathPreference.RELAY);
    assertThat(settings.pathTo(PeerId.ofHash(filled(2)))).isEqualTo(PathPreference.DIRECT);
    assertThat(settings.connects().get("phone").data())
        .isEqualTo(
            new DataConnections(InetAddress.getByName("192.0.2.7"), PortRange.parse("4000-4100")));
    assertThat(settings.connects().get("laptop").data()).isEqualTo(DataConnections.DEFAULT);
  }
}
