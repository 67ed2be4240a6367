package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code awl relay} under coturn's own load client, from behind a NAT and across a router, which
 * shows what loopback hides (TTL). Its runs wait for stragglers most of the time, so all of them
 * run at once.
 */
@Lab
class RelayTest {
  private static final String SECRET = "a secret of the lab";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern COUNTS =
      Pattern.compile("tot_send_msgs=(\\d+), tot_recv_msgs=(\\d+)");

  private static final Map<String, String> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("channels over UDP", "-m 1 -n 10 -l 200 -c");
    SCENARIOS.put("Send indications over UDP", "-m 1 -n 10 -l 200 -c -s");
    SCENARIOS.put("channels over TCP", "-m 1 -n 10 -l 200 -c -t");
    SCENARIOS.put("Send indications over TCP", "-m 1 -n 10 -l 200 -c -t -s");
    SCENARIOS.put("channels over TLS", "-m 1 -n 10 -l 200 -c -t -S");
    SCENARIOS.put("padded channels", "-m 1 -n 10 -l 200 -c -D");
    SCENARIOS.put("IPv4 asked for", "-m 1 -n 10 -l 200 -c -X");
    SCENARIOS.put("relayed to relayed", "-m 2 -n 10 -l 200 -c -y");
    SCENARIOS.put("RTP and RTCP on a port pair", "-m 2 -n 10 -l 200");
    SCENARIOS.put("DONT-FRAGMENT asked for", "-m 1 -n 10 -l 200 -c -g");
    SCENARIOS.put("extra permissions and channels", "-m 1 -n 10 -l 200 -c -G");
    SCENARIOS.put("150 messages of 1,000 bytes", "-m 1 -n 150 -l 1000 -z 10 -c");
  }

  /** coturn's client while it runs. */
  private record Run(LabProcess process, ConcurrentLinkedQueue<String> lines) {
    String output() {
      return String.join("\n", lines) + "\n" + process.log();
    }
  }

  @TempDir static Path directory;
  private static Topology lab;
  private static AwlProcess relay;
  private static LabProcess echo;
  private static final Map<String, Run> RUNS = new LinkedHashMap<>();

  @BeforeAll
  static void start_relay_and_all_clients() {
    RelayCertificate certificate = RelayCertificate.in(directory);
    lab = Topology.of(NatLabel.PC, NatLabel.OPEN);
    relay =
        relay(
            "relay",
            "--cert",
            certificate.certificate().toString(),
            "--key",
            certificate.key().toString());
    echo =
        LabProcess.start(
            lab.access().host(),
            directory.resolve("echo.log"),
            "turnutils_peer",
            "-L",
            lab.access().publicAddress());
    for (int port : new int[] {3480, 3481}) { // the second one is for RTCP
      Ports.awaitUdp(lab.access().host(), port, Session.PATIENCE);
    }
    SCENARIOS.forEach((name, options) -> RUNS.put(name, client(options, SECRET)));
  }

  private static AwlProcess relay(String name, String... more) {
    String[] line =
        Stream.concat(
                Stream.of("relay", "--public", Topology.SERVER, "--secret", SECRET),
                Stream.of(more))
            .toArray(String[]::new);
    AwlProcess started = AwlProcess.start(lab.server(), directory.resolve(name), line);
    started.awaitReady();
    return started;
  }

  @AfterAll
  static void stop() {
    RUNS.values().forEach(run -> run.process().close());
    if (echo != null) {
      echo.close();
    }
    if (relay != null) {
      relay.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private static Run client(String options, String secret) {
    List<String> line = new ArrayList<>(List.of("stdbuf", "-oL", "turnutils_uclient"));
    line.addAll(List.of(options.split(" ")));
    line.addAll(List.of("-e", lab.access().publicAddress(), "-r", "3480"));
    line.addAll(List.of("-u", "user", "-W", secret, Topology.SERVER));
    ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    Path log = directory.resolve("client" + options.replace(' ', '_') + ".log");
    return new Run(LabProcess.start(lab.inner().host(), log, Map.of(), lines::add, line), lines);
  }

  static Stream<String> scenarios() {
    return SCENARIOS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void coturns_client_loses_nothing(String scenario) {
    Run run = RUNS.get(scenario);
    int exit = run.process().exit(LIMIT);
    Matcher counts = COUNTS.matcher(run.output());
    int sent = 0;
    int received = -1;
    while (counts.find()) {
      sent = Integer.parseInt(counts.group(1));
      received = Integer.parseInt(counts.group(2));
    }
    assertThat(exit).as("%s%n%s", run.output(), relay).isZero();
    assertThat(received).as(run.output()).isPositive().isEqualTo(sent);
    assertThat(run.output()).contains("Total lost packets 0 ");
  }

  @Test
  void negative_tests_end_in_400() {
    Run run = client("-m 1 -n 10 -l 200 -c -N", SECRET);
    run.process().exit(LIMIT);
    assertThat(run.output()).contains("error 400");
  }

  /** Relayed address to relayed address, which needs no allowance. */
  @Test
  void jitsis_ice_agents_connect_through_it() throws Exception {
    String user = Instant.now().plusSeconds(600).getEpochSecond() + ":ice";
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String password =
        Base64.getEncoder().encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
    Command agents =
        lab.inner()
            .host()
            .attempt(LIMIT, JavaTool.line(IceAgents.class, Topology.SERVER, user, password));
    assertThat(agents.exit()).as("%s%n%s", agents, relay).isZero();
    assertThat(agents.output()).contains("relay hello");
  }

  @Test
  void a_wrong_secret_ends_in_401() {
    Run run = client("-m 1 -n 10 -l 200 -c", "wrong");
    run.process().exit(LIMIT);
    assertThat(run.output()).contains("Cannot complete Allocation");
  }

  /** SIGTERM: whom it serves it serves on, and nobody else. */
  @Test
  void draining_lets_clients_end_and_takes_no_new_ones() {
    try (AwlProcess second = relay("second", "--port", "3490", "--drain", "300")) {
      Run last = client("-m 1 -n 300 -l 200 -z 20 -c -p 3490", SECRET);
      Command sessions = sessions("3490");
      for (int i = 0; i < 50 && !sessions.output().contains("channels\":2"); i++) {
        sessions = sessions("3490");
      }
      second.process().terminate();
      second.await("draining", Session.PATIENCE);

      Run late = client("-m 1 -n 10 -l 100 -c -p 3490", SECRET);
      late.process().exit(LIMIT);
      assertThat(late.output()).contains("error 508");
      assertThat(last.process().exit(LIMIT)).as(last.output()).isZero();
      assertThat(last.output()).contains("Total lost packets 0 ");

      assertThat(second.process().running()).as("its client left without goodbye").isTrue();
      second.process().terminate();
      assertThat(second.process().exit(Session.PATIENCE)).isZero();
    }
  }

  private static Command sessions(String port) {
    return Launcher.run(
        lab.server(),
        LIMIT,
        directory.resolve("second"),
        "relay",
        "sessions",
        "--json",
        "--port",
        port);
  }
}
