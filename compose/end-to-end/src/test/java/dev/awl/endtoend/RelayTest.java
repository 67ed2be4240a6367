package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our relay under coturn's own load client: nothing may get lost on the way to an echo and back.
 */
@Lab
class RelayTest {
  private static final String SECRET = "a secret of the lab";

  @TempDir Path homes;

  /** How the client speaks: channels, Send indications, TCP to the relay. */
  @ParameterizedTest
  @CsvSource({"channels, ''", "send indications, -s", "channels over TCP, -t"})
  void coturns_client_loses_nothing(String how, String flag) {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.OPEN);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"), "--secret", SECRET);
        LabProcess echo = echo(lab)) {
      List<String> line = new ArrayList<>(List.of("turnutils_uclient"));
      if (!flag.isEmpty()) {
        line.add(flag);
      }
      // Time-limited credentials of the secret; 150 messages of 1,000 bytes, one every 10 ms.
      line.addAll(List.of("-u", "lab", "-W", SECRET, "-e", lab.access().publicAddress()));
      line.addAll(List.of("-n", "150", "-l", "1000", "-z", "10", "-c", Topology.SERVER));
      Command client =
          lab.inner().host().attempt(Duration.ofSeconds(60), line.toArray(String[]::new));
      assertThat(client.output() + client.errors())
          .as("%s: %s%n%s", how, server, echo)
          .contains("tot_send_msgs=150, tot_recv_msgs=150")
          .contains("Total lost packets 0 ");
    }
  }

  private LabProcess echo(Topology lab) {
    LabProcess echo =
        LabProcess.start(
            lab.access().host(),
            homes.resolve("echo.log"),
            Map.of(),
            line -> {},
            List.of("turnutils_peer", "-L", lab.access().publicAddress()));
    Ports.awaitUdp(lab.access().host(), 3480, Duration.ofSeconds(5));
    return echo;
  }
}
