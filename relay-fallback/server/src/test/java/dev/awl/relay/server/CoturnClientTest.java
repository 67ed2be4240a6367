package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * coturn's own client relays through our server and loses nothing. Its runs spend seconds waiting
 * for stragglers, so all of them run at once.
 */
class CoturnClientTest {

  private static final String SECRET = "correct horse";
  private static final Pattern COUNTS =
      Pattern.compile("tot_send_msgs=(\\d+), tot_recv_msgs=(\\d+)");

  private static final Map<String, String> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("channels over UDP", "-c -m 1");
    SCENARIOS.put("Send indications over UDP", "-c -m 1 -s");
    SCENARIOS.put("channels over TCP", "-c -m 1 -t");
    SCENARIOS.put("Send indications over TCP", "-c -m 1 -t -s");
    SCENARIOS.put("padded channels over UDP", "-c -m 1 -D");
    SCENARIOS.put("IPv4 asked for", "-c -m 1 -X");
    SCENARIOS.put("DONT-FRAGMENT asked for", "-c -m 1 -g");
    SCENARIOS.put("both families asked for", "-c -m 1 -Z");
    SCENARIOS.put("extra permissions and channels", "-c -m 1 -G");
    SCENARIOS.put("relayed to relayed", "-y -m 2 -c");
    SCENARIOS.put("relayed to relayed over TCP", "-y -m 2 -c -t");
    SCENARIOS.put("RTP and RTCP on a port pair", "-m 2");
    SCENARIOS.put("twenty clients", "-c -m 20");
  }

  private record Run(Process process, Path log) {}

  @TempDir static Path directory;
  private static RelayServer server;
  private static EchoPeer peer;
  private static final Map<String, Run> RUNS = new LinkedHashMap<>();

  @BeforeAll
  static void start_server_and_all_clients() throws IOException {
    server =
        RelayServer.start(
            RelaySettings.on(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    RelayUsers.withSecret("awl", SECRET))
                .withRelayed(
                    RelayedAddress.of(InetAddress.getLoopbackAddress()),
                    RelayedAddress.of(InetAddress.getByName("::1")))
                .withPeers(PeerRanges.allowing("127.0.0.0/8", "::1/128")));
    peer = EchoPeer.onPorts(4);
    for (Map.Entry<String, String> each : SCENARIOS.entrySet()) {
      RUNS.put(each.getKey(), start(each.getValue(), SECRET));
    }
  }

  @AfterAll
  static void stop() {
    RUNS.values().forEach(run -> run.process().destroyForcibly());
    peer.close();
    server.close();
  }

  static Stream<String> scenarios() {
    return SCENARIOS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void relays_without_loss(String scenario) throws Exception {
    String output = outputOf(RUNS.get(scenario));

    Matcher counts = COUNTS.matcher(output);
    int sent = 0;
    int received = -1;
    while (counts.find()) {
      sent = Integer.parseInt(counts.group(1));
      received = Integer.parseInt(counts.group(2));
    }
    assertThat(sent).as(output).isPositive().isEqualTo(received);
    assertThat(output).contains("Total lost packets 0 ").contains("exit status 0");
  }

  @Test
  void refuses_a_wrong_secret() throws Exception {
    assertThat(outputOf(start("-c -m 1", "wrong"))).contains("Cannot complete Allocation");
  }

  @Test
  void answers_negative_tests_with_400() throws Exception {
    assertThat(outputOf(start("-c -m 1 -N", SECRET))).contains("error 400");
  }

  private static Run start(String options, String secret) throws IOException {
    List<String> command = new ArrayList<>(List.of(CoturnTool.require("turnutils_uclient")));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-n", "10", "-l", "200", "-e", "127.0.0.1", "-L", "127.0.0.1"));
    command.addAll(List.of("-r", "" + peer.address().getPort(), "-u", "user", "-W", secret));
    command.addAll(List.of("-p", "" + server.addresses().get(0).getPort(), "127.0.0.1"));
    Path log = Files.createTempFile(directory, "uclient", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Run(process, log);
  }

  private static String outputOf(Run run) throws Exception {
    try {
      boolean ended = run.process().waitFor(40, TimeUnit.SECONDS);
      String output = Files.readString(run.log(), StandardCharsets.UTF_8);
      assertThat(ended).as("ended by itself: " + output).isTrue();
      return output + "\nexit status " + run.process().exitValue();
    } finally {
      run.process().destroyForcibly();
    }
  }
}
