package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class StunServerCommandTest {

  private static final byte[] BARE_REQUEST =
      HexFormat.of().parseHex("000100002112a442000102030405060708090a0b");

  @Test
  void counts_what_it_answers_on_a_page_for_prometheus() throws Exception {
    try (CommandRun server =
        CommandRun.start(
            "stun-server --json --public 127.0.0.1 --stun-ports 0,0 --metrics 127.0.0.1:0"
                .split(" "))) {
      String stun = address(server, "stun", "udp");
      assertThat(address(server, "stun", "tcp")).isEqualTo(stun);
      String metrics = address(server, "metrics", "tcp");
      ask(stun);
      HttpResponse<String> page = get(metrics, "/metrics");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("content-type").orElse(""))
          .startsWith("text/plain; version=0.0.4");
      assertThat(page.body())
          .contains("{method=\"binding\",dialect=\"cookie\",outcome=\"success\"} 1\n");
      assertThat(get(metrics, "/").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void counts_in_serve_too_on_the_port_of_the_rendezvous() throws Exception {
    try (CommandRun server =
        CommandRun.start(
            "serve --json --public 127.0.0.1 --stun-ports 0,0 --http 127.0.0.1:0".split(" "))) {
      String stun = address(server, "stun", "udp");
      String http = address(server, "rendezvous", "tcp");
      ask(stun);
      assertThat(get(http, "/metrics").body())
          .contains("{method=\"binding\",dialect=\"cookie\",outcome=\"success\"} 1\n")
          .contains("awl_stun_drops_total{reason=\"rate-limited\"} 0\n")
          .contains("awl_rendezvous_registrations_total 0\n")
          .contains("awl_relay_allocations 0\n");
    }
  }

  @Test
  void with_one_address_it_still_tells_the_mapping_by_its_second_port() throws Exception {
    try (CommandRun server =
        CommandRun.start(
            "serve --json --public 127.0.0.1 --stun-ports 0,0 --http 127.0.0.1:0".split(" "))) {
      String http = address(server, "rendezvous", "tcp");

      CommandRun detect = CommandRun.of("detect", "--json", "--server", "ws://" + http);

      assertThat(detect.out()).as("%s", detect.err()).hasSize(1);
      assertThat(detect.out().get(0))
          .contains("\"mapping\":\"endpoint-independent\"", "\"filtering\":\"unknown\"")
          .contains("it cannot tell filtering");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alternate 127.0.0.1                            | are both 127.0.0.1",
        "--alternate ::1                                  | both be IPv4 or both be IPv6",
        "--stun-ports 3478,3478                           | two different ports",
        "--stun-ports 3478                                | as in 3478,3479",
        "--stun-ports 3478,x                              | 'x' is not a whole number",
        "--stun-rate -1                                   | or 0 for no limit",
        "--external 9.9.9.9                               | --external: '9.9.9.9' is not A=PUB",
        "--external 10.0.0.1=9.9.9.9                      | the addresses served here are 127.0.0.1",
        "--external 127.0.0.1=::1                         | both must be IPv4 or both IPv6",
        "--alternate 10.0.0.1 --external 127.0.0.1=9.9.9.9 | --external of its own",
        "--alternate 127.0.0.2 --external 127.0.0.1=127.0.0.2 | announced as 127.0.0.2",
        "--secret 0123456789abcdef                        | --partner, which is missing",
        "--partner 127.0.0.2                              | --partner needs --secret",
        "--partner 127.0.0.2 --secret short               | 16 characters or more",
        "--partner 127.0.0.1 --secret 0123456789abcdef    | is this server itself",
        "--partner ::1 --secret 0123456789abcdef          | both be IPv4 or both be IPv6",
      })
  void a_mistake_is_wrong_usage_and_one_line(String options, String says) {
    CommandRun run =
        CommandRun.of(("stun-server --public 127.0.0.1 " + options.strip()).split(" +"));
    assertThat(run.exit()).as("%s", run.err()).isEqualTo(2);
    assertThat(run.err()).hasSize(1).first().asString().contains(says);
  }

  /** Sends one Binding request and waits for the answer. */
  private static void ask(String stun) throws IOException {
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      client.setSoTimeout(30_000);
      URI to = URI.create("udp://" + stun);
      InetSocketAddress target = new InetSocketAddress(to.getHost(), to.getPort());
      client.send(new DatagramPacket(BARE_REQUEST, BARE_REQUEST.length, target));
      client.receive(new DatagramPacket(new byte[100], 100));
    }
  }

  private static HttpResponse<String> get(String address, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Where the next socket of that kind listens. */
  private static String address(CommandRun server, String service, String protocol)
      throws InterruptedException {
    String begin =
        "{\"event\":\"listening\",\"service\":\"%s\",\"protocol\":\"%s\",\"address\":\""
            .formatted(service, protocol);
    String line = server.awaitLine(each -> each.startsWith(begin));
    return line.substring(begin.length()).replace("\"}", "");
  }
}
