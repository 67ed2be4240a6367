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

@Timeout(30)
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

  /** Sends one Binding request and waits for the answer. */
  private static void ask(String stun) throws IOException {
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      client.setSoTimeout(5_000);
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
