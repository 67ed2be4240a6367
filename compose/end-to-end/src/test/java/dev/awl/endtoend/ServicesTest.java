package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that people use, through one hole between two port-restricted NATs. */
@Lab
@Timeout(120)
class ServicesTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String PYTHON = "/usr/bin/python3"; // the one that Debian's modules are for
  private static final String LAN = "192.168.1.2";

  @TempDir static Path home;
  private static Topology lab;
  private static AwlProcess server;
  private static AwlProcess share;
  private static AwlProcess connect;

  private final List<LabProcess> started = new ArrayList<>();

  @BeforeAll
  static void open() {
    lab = Topology.of(NatLabel.PC, NatLabel.PC);
    server = AwlServer.start(lab, home.resolve("server"));
    List<String> sharing = new ArrayList<>(List.of("share", "--no-code"));
    sharing.addAll(
        List.of(
            "ssh=ssh://127.0.0.1:2222",
            "redis=tcp://127.0.0.1:6379",
            "web=http://127.0.0.1:8000",
            "socket=tcp://127.0.0.1:8765",
            "dns=udp://127.0.0.1:5353?idle=30s",
            "bulk=tcp://127.0.0.1:5201",
            "bulk-udp=udp://127.0.0.1:5201",
            "slow=tcp://127.0.0.1:5202?rate=8Mbit/s",
            "many=tcp://127.0.0.1:7000-7004",
            "refused=tcp://127.0.0.1:7100",
            "filtered=tcp://127.0.0.1:7200?connect=4s",
            "half=tcp://127.0.0.1:7300",
            "echo=udp://127.0.0.1:7400",
            "lan=socks5://192.168.1.0/24"));
    sharing.addAll(List.of("--server", AwlServer.URL, "--trust"));
    sharing.add(Launcher.id(access(), home.resolve("access")));
    share = AwlProcess.start(inner(), home.resolve("inner"), sharing.toArray(String[]::new));
    String id = share.await("ready", Session.PATIENCE).text("peer");
    connect =
        AwlProcess.start(
            access(), home.resolve("access"), "connect", id, "--server", AwlServer.URL);
    connect.await("ready", Session.PATIENCE);
    connect.await(event -> event.isPath("direct"), "hole", Session.PATIENCE);
  }

  @AfterAll
  static void close() {
    for (AutoCloseable each : Arrays.asList(connect, share, server, lab)) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @AfterEach
  void stop() {
    started.forEach(LabProcess::close);
  }

  private static Host inner() {
    return lab.inner().host();
  }

  private static Host access() {
    return lab.access().host();
  }

  /** The local port of a service. */
  private static int port(String service) {
    String address =
        connect
            .await(
                event -> event.is("listening") && event.text("service").equals(service),
                service,
                Session.PATIENCE)
            .text("address");
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private LabProcess start(Consumer<String> lines, String... command) {
    LabProcess process =
        LabProcess.start(inner(), home.resolve("service.log"), Map.of(), lines, List.of(command));
    started.add(process);
    return process;
  }

  private void startTcp(int port, String... command) {
    start(line -> {}, command);
    Ports.awaitTcp(inner(), port, LIMIT);
  }

  private static String script(String name) {
    try {
      return Path.of(ServicesTest.class.getResource("/services/" + name + ".py").toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void openssh_runs_commands_and_carries_their_output() throws IOException {
    Path key = home.resolve("key");
    inner().run(LIMIT, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
    Path known = home.resolve("authorized");
    Files.copy(Path.of(key + ".pub"), known);
    startTcp(
        2222,
        "sh",
        "-c",
        "mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e -f /dev/null -p 2222 -h "
            + key
            + " -o ListenAddress=127.0.0.1 -o StrictModes=no -o PidFile=none -o AuthorizedKeysFile="
            + known);
    String output =
        access()
            .run(
                LIMIT,
                "ssh",
                "-F",
                "/dev/null",
                "-i",
                key.toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-p",
                "" + port("ssh"),
                "root@127.0.0.1",
                "ip -br addr show eth0; seq 200000");
    assertThat(output).contains(LAN).endsWith("\n199999\n200000\n");
  }

  @Test
  void redis_serves_fifty_clients_at_once() {
    startTcp(6379, "redis-server", "--bind", "127.0.0.1", "--port", "6379", "--save", "");
    String port = "" + port("redis");
    access().run(LIMIT, "redis-cli", "-p", port, "set", "where", "inner");
    assertThat(access().run(LIMIT, "redis-cli", "-p", port, "get", "where").strip())
        .isEqualTo("inner");
    String rates =
        access()
            .run(LIMIT, "redis-benchmark", "-p", port, "-c", "50", "-n", "5000", "-q", "-t", "set");
    assertThat(rates).contains("requests per second");
  }

  @Test
  void http_keeps_its_connection() throws IOException {
    Path file = TestFile.write(home.resolve("page"), 100_000);
    try (LabProcess files = FileServer.start(inner(), file)) {
      String url = "http://127.0.0.1:" + port("web") + "/";
      String connects =
          access()
              .run(
                  LIMIT,
                  "curl",
                  "-sS",
                  "-w",
                  "%{num_connects}:%{size_download} ",
                  "-o",
                  "/dev/null",
                  "-o",
                  "/dev/null",
                  "-o",
                  "/dev/null",
                  url,
                  url,
                  url);
      assertThat(connects.strip()).as("%s", files).isEqualTo("1:100000 0:100000 0:100000");
    }
  }

  @Test
  void websocket_messages_come_back() {
    startTcp(8765, PYTHON, script("websocket"), "serve", "127.0.0.1", "8765");
    assertThat(
            access()
                .run(LIMIT, PYTHON, script("websocket"), "use", "127.0.0.1", "" + port("socket")))
        .contains("echoed");
  }

  private void startDns(String at) {
    start(
        line -> {},
        "dnsmasq",
        "--no-daemon",
        "--no-resolv",
        "--no-hosts",
        "--conf-file=/dev/null",
        "--port=5353",
        "--listen-address=" + at,
        "--bind-interfaces",
        "--user=root",
        "--address=/printer.lan/10.1.2.3");
    Ports.awaitUdp(inner(), 5353, LIMIT);
  }

  @Test
  void dns_answers_over_udp() {
    startDns("127.0.0.1");
    for (int i = 0; i < 5; i++) { // each from a port of its own
      String answer =
          access()
              .run(
                  LIMIT,
                  "dig",
                  "@127.0.0.1",
                  "-p",
                  "" + port("dns"),
                  "+short",
                  "+tries=1",
                  "printer.lan");
      assertThat(answer.strip()).isEqualTo("10.1.2.3");
    }
  }

  @Test
  void empty_datagrams_go_there_and_back_directly_and_by_the_relay() {
    start(line -> {}, PYTHON, script("udp_echo"), "serve", "127.0.0.1", "7400");
    Ports.awaitUdp(inner(), 7400, LIMIT);
    assertThat(echoed(port("echo"))).isEqualTo("0 5 0 0 1300 0");
    String id = share.await("ready", Session.PATIENCE).text("peer");
    String[] relayed = {
      "connect", id, "--server", AwlServer.URL, "--path", "relay", "--map", "echo=9400"
    };
    try (AwlProcess other = AwlProcess.start(access(), home.resolve("access"), relayed)) {
      other.await(event -> event.isPath("relay"), "relay", Session.PATIENCE);
      other.await("listening", Session.PATIENCE);
      assertThat(echoed(9400)).as("%s", other).isEqualTo("0 5 0 0 1300 0");
    }
  }

  private static String echoed(int port) {
    String[] use = {PYTHON, script("udp_echo"), "use", "127.0.0.1", "" + port};
    String[] sizes = {"0", "5", "0", "0", "1300", "0"};
    return access()
        .run(LIMIT, Stream.concat(Stream.of(use), Stream.of(sizes)).toArray(String[]::new))
        .strip();
  }

  @Test
  void socks_reaches_the_lan_over_tcp_and_udp_and_nothing_else() throws IOException {
    Path files = Files.createDirectory(home.resolve("files"));
    Files.writeString(files.resolve("greeting"), "hello from the LAN\n");
    startTcp(
        8080, PYTHON, "-m", "http.server", "--bind", LAN, "--directory", files.toString(), "8080");
    String proxy = "127.0.0.1:" + port("lan");
    assertThat(
            access()
                .run(
                    LIMIT,
                    "curl",
                    "-sS",
                    "--socks5-hostname",
                    proxy,
                    "http://" + LAN + ":8080/greeting"))
        .isEqualTo("hello from the LAN\n");
    Command outside =
        access()
            .attempt(LIMIT, "curl", "-sS", "--socks5-hostname", proxy, "http://127.0.0.1:8080/");
    assertThat(outside.exit()).as("%s", outside).isEqualTo(97); // CURLE_PROXY
    startDns(LAN);
    assertThat(
            access()
                .run(
                    LIMIT,
                    PYTHON,
                    script("socks_dns"),
                    "127.0.0.1",
                    "" + port("lan"),
                    LAN,
                    "5353",
                    "printer.lan")
                .strip())
        .isEqualTo("10.1.2.3");
  }

  /** iperf3 wants its TCP and its UDP on one port number: the service's own, here as there. */
  @Test
  void iperf3_runs_over_tcp_and_udp() {
    startTcp(5201, "iperf3", "-s", "-B", "127.0.0.1", "-p", "5201");
    assertThat(port("bulk")).isEqualTo(5201);
    assertThat(port("bulk-udp")).isEqualTo(5201);
    String tcp = access().run(LIMIT, "iperf3", "-J", "-c", "127.0.0.1", "-t", "2");
    assertThat(number(tcp, "\"sum_received\"", "bits_per_second")).isGreaterThan(20e6);
    for (String size : new String[] {"1200", "1450", "8000"}) {
      String udp =
          access()
              .run(
                  LIMIT,
                  "iperf3",
                  "-J",
                  "-u",
                  "-b",
                  "5M",
                  "-l",
                  size,
                  "-c",
                  "127.0.0.1",
                  "-t",
                  "2");
      assertThat(number(udp, "\"sum\":", "lost_percent")).as("%s bytes", size).isLessThan(5);
      assertThat(number(udp, "\"sum\":", "packets")).as("%s bytes", size).isGreaterThan(50);
    }
  }

  /** Long enough that what goes at once does not count; slower on a busy machine is no fault. */
  @Test
  void service_with_a_rate_keeps_to_it_in_both_directions() {
    startTcp(5202, "iperf3", "-s", "-B", "127.0.0.1", "-p", "5202");
    for (String direction : new String[] {"-i1", "-R"}) {
      String report =
          access()
              .run(
                  LIMIT,
                  "iperf3",
                  "-J",
                  direction,
                  "-P",
                  "2",
                  "-c",
                  "127.0.0.1",
                  "-p",
                  "" + port("slow"),
                  "-t",
                  "4");
      assertThat(number(report, "\"sum_received\"", "bits_per_second"))
          .as(direction)
          .isBetween(1e6, 1.3 * 8e6);
    }
  }

  /** The number under {@code key} behind {@code after} in iperf3's report. */
  private static double number(String json, String after, String key) {
    int at = json.indexOf('"' + key + '"', json.lastIndexOf(after));
    String rest = json.substring(json.indexOf(':', at) + 1);
    return Double.parseDouble(rest.split("[,}\\s]+", 3)[1].strip());
  }

  @Test
  void every_port_of_a_range_leads_to_its_own() {
    startTcp(7003, PYTHON, script("echo_many"), "serve", "127.0.0.1", "7003");
    int first = port("many");
    assertThat(
            access()
                .run(
                    LIMIT, PYTHON, script("echo_many"), "use", "127.0.0.1", "" + (first + 3), "10"))
        .contains("10 of 10");
    assertThat(behaviour(access(), first + 2, 3)).startsWith("closed");
  }

  @Test
  void two_thousand_connections_are_open_at_once_through_one_hole() {
    startTcp(7001, PYTHON, script("echo_many"), "serve", "127.0.0.1", "7001");
    String port = "" + (port("many") + 1);
    Command all =
        access()
            .attempt(
                Duration.ofSeconds(90),
                PYTHON,
                script("echo_many"),
                "use",
                "127.0.0.1",
                port,
                "2000");
    assertThat(all.succeeded()).as("%s%n%s", connect, share).contains("2000 of 2000");
  }

  @Test
  void refused_target_closes_at_once_here_as_there() {
    assertThat(behaviour(inner(), 7100, 5)).as("directly").isEqualTo("closed 0");
    assertThat(behaviour(access(), port("refused"), 5)).as("through Awl").isEqualTo("closed 0");
  }

  @Test
  void filtered_target_is_silent_here_as_there_until_its_time_is_over() {
    inner()
        .filter(
            """
            table ip filtered {
              chain input {
                type filter hook input priority filter;
                tcp dport 7200 drop
              }
            }
            """);
    assertThat(behaviour(inner(), 7200, 2)).as("directly").isEqualTo("silence 2");
    assertThat(behaviour(access(), port("filtered"), 2)).as("through Awl").isEqualTo("silence 2");
    assertThat(behaviour(access(), port("filtered"), 8)).as("connect=4s").isEqualTo("closed 4");
  }

  private static String behaviour(Host from, int port, int seconds) {
    return from.run(LIMIT, PYTHON, script("behaviour"), "127.0.0.1", "" + port, "" + seconds)
        .strip();
  }

  @Test
  void half_closed_target_is_heard_and_hears_on_here_as_there() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(2);
    start(
        line -> {
          if (line.equals("heard 200000")) {
            heard.countDown();
          }
        },
        PYTHON,
        script("half_closed"),
        "serve",
        "127.0.0.1",
        "7300");
    Ports.awaitTcp(inner(), 7300, LIMIT);
    for (Host from : List.of(inner(), access())) {
      String port = from == inner() ? "7300" : "" + port("half");
      assertThat(from.run(LIMIT, PYTHON, script("half_closed"), "use", "127.0.0.1", port).strip())
          .isEqualTo("got 100000");
    }
    assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
