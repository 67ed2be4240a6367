package dev.awl.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What an {@code awl.toml} says. */
class UpFileTest extends WrittenUpFile {

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
