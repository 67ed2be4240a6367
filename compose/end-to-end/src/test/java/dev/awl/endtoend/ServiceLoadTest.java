package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Much through one hole: fast, no faster than allowed, and many connections at once. */
@Lab
@Timeout(120)
class ServiceLoadTest {
  @TempDir static Path home;
  @AutoClose private static SharedServices services;

  @BeforeAll
  static void open() {
    services =
        new SharedServices(
            home,
            "bulk=tcp://127.0.0.1:5201",
            "bulk-udp=udp://127.0.0.1:5201",
            "slow=tcp://127.0.0.1:5202?rate=8Mbit/s",
            "echo=tcp://127.0.0.1:7001");
  }

  @AfterEach
  void stop() {
    services.stop();
  }

  /** iperf3 wants its TCP and its UDP on one port number: the service's own, here as there. */
  @Test
  void iperf3_runs_over_tcp_and_udp() {
    services.startTcp(5201, "iperf3", "-s", "-B", "127.0.0.1", "-p", "5201");
    assertThat(services.port("bulk")).isEqualTo(5201);
    assertThat(services.port("bulk-udp")).isEqualTo(5201);
    String tcp = iperf3("-t 2");
    assertThat(number(tcp, "\"sum_received\"", "bits_per_second")).isGreaterThan(2e6);
    for (int size : new int[] {1200, 1450, 8000}) {
      String udp = iperf3("-u -b 5M -l " + size + " -t 2");
      assertThat(number(udp, "\"sum\":", "lost_percent")).as("%d bytes", size).isLessThan(5);
      assertThat(number(udp, "\"sum\":", "packets")).as("%d bytes", size).isGreaterThan(50);
    }
  }

  /** Long enough that what goes at once does not count; slower on a busy machine is no fault. */
  @Test
  void service_with_a_rate_keeps_to_it_in_both_directions() {
    services.startTcp(5202, "iperf3", "-s", "-B", "127.0.0.1", "-p", "5202");
    for (String direction : new String[] {"-i1", "-R"}) {
      String report = iperf3("%s -P 2 -p %d -t 4".formatted(direction, services.port("slow")));
      assertThat(number(report, "\"sum_received\"", "bits_per_second"))
          .as(direction)
          .isBetween(1e6, 1.3 * 8e6);
    }
  }

  /** Its report. The server may still be busy with the run before: it is asked again then. */
  private static String iperf3(String options) {
    return services.use(
        """
        until report=$(iperf3 -J -c 127.0.0.1 %s); do
          echo "$report" | grep -q 'server is busy' || { echo "$report"; exit 1; }
          sleep 0.1
        done
        echo "$report"
        """,
        options);
  }

  /** The number under {@code key} behind {@code after} in iperf3's report. */
  private static double number(String json, String after, String key) {
    int at = json.indexOf('"' + key + '"', json.lastIndexOf(after));
    String rest = json.substring(json.indexOf(':', at) + 1);
    return Double.parseDouble(rest.split("[,}\\s]+", 3)[1].strip());
  }

  @Test
  void two_thousand_connections_are_open_at_once_through_one_hole() {
    String program = Program.path("services/echo_many.py");
    services.startTcp(7001, Program.PYTHON, program, "serve", "127.0.0.1", "7001");
    Command all =
        services
            .access()
            .attempt(
                Duration.ofSeconds(90),
                Program.PYTHON,
                program,
                "use",
                "127.0.0.1",
                "" + services.port("echo"),
                "2000");
    assertThat(all.succeeded()).as("%s", services).contains("2000 of 2000");
  }

  @Test
  void a_hundred_users_who_do_not_read_hold_up_nobody_and_lose_nothing() {
    services.startTcp(
        7001, Program.PYTHON, Program.path("services/echo_many.py"), "serve", "127.0.0.1", "7001");
    Command all =
        services
            .access()
            .attempt(
                Duration.ofSeconds(100),
                Program.PYTHON,
                Program.path("services/stalled.py"),
                "127.0.0.1",
                "" + services.port("echo"),
                "100");
    assertThat(all.succeeded()).as("%s", services).contains("all came back");
  }
}
