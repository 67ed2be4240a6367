package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons that count, and what their pages say. */
@Timeout(120)
class UpMetricsTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path homes;

  @Test
  void pages_tell_who_is_there_what_is_used_and_what_was_refused() throws Exception {
    try (LoopbackServer serve = LoopbackServer.start();
        ServerSocket web = new ServerSocket(0, 50, HERE);
        DatagramSocket game = new DatagramSocket(0, HERE)) {
      write("den", den(serve.url(), web.getLocalPort(), game.getLocalPort()));
      write("guest", guest(serve.url()));
      try (CommandRun den = user("den").start("up", "--json");
          CommandRun guest = user("guest").start("up", "--json")) {
        String denPage = LoopbackServer.field(den.awaitEvent("metrics"), "address");
        String guestPage = LoopbackServer.field(guest.awaitEvent("metrics"), "address");
        assertThat(denPage).startsWith("127.0.0.1:");
        String first = guest.awaitEvent("listening");
        String second = guest.awaitEvent("listening");
        boolean webFirst = first.contains("\"web\"");
        try (Socket user = new Socket();
            Socket service = use(user, webFirst ? first : second, web)) {
          play(webFirst ? second : first, game);
          stranger(serve.url());
          assertThat(page(denPage))
              .contains("# TYPE awl_peer_udp_total counter")
              .contains("\nawl_peer_registered 1\n")
              .contains("\nawl_peer_uses{service=\"web\"} 1\n")
              .contains("\nawl_peer_uses{service=\"game\"} 1\n")
              .contains("\nawl_peer_refusals_total{reason=\"untrusted\"} 1\n")
              .contains("\nawl_peer_udp_total{of=\"shared\",outcome=\"passed\"} 1\n")
              .doesNotContain(user("guest").id(), user("stranger").id());
          assertThat(page(guestPage))
              .contains("\nawl_peer_connected{connect=\"den\"} 1\n")
              .contains("\nawl_peer_ports{connect=\"den\"} 2\n")
              .contains("\nawl_peer_sessions{path=\"none\"} 0\n")
              .contains("{of=\"connect\",connect=\"den\",outcome=\"path_full\"} 0\n")
              .containsPattern("awl_peer_sessions\\{path=\"(lan|direct|relay)\"} 1\n");
          assertThat(service.isConnected()).isTrue();
        }
      }
    }
  }

  private String den(String url, int web, int game) {
    return """
        server = "%s"
        metrics = "0"
        [peers.guest]
        id = "%s"
        [services.web]
        target = "tcp://127.0.0.1:%d"
        [services.game]
        target = "udp://127.0.0.1:%d"
        """
        .formatted(url, user("guest").id(), web, game);
  }

  private String guest(String url) {
    return "server = \"%s\"\nmetrics = \"0\"\n[connect.den]\npeer = \"%s\"\n"
        .formatted(url, user("den").id());
  }

  private static Socket use(Socket user, String listening, ServerSocket web) throws IOException {
    user.connect(address(listening));
    web.setSoTimeout(30_000);
    return web.accept();
  }

  private static void play(String listening, DatagramSocket game) throws IOException {
    game.setSoTimeout(30_000);
    try (DatagramSocket user = new DatagramSocket()) {
      user.send(new DatagramPacket(new byte[3], 3, address(listening)));
      game.receive(new DatagramPacket(new byte[9], 9));
    }
  }

  private void stranger(String url) {
    CommandRun run = user("stranger").run("connect", user("den").id(), "--server", url);
    assertThat(run.exit()).isNotZero();
  }

  private static String page(String address) throws IOException, InterruptedException {
    URI page = URI.create("http://" + address + "/metrics");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static InetSocketAddress address(String listening) {
    String address = LoopbackServer.field(listening, "address");
    return new InetSocketAddress(HERE, Integer.parseInt(address.replaceAll(".*:", "")));
  }

  private void write(String home, String text) throws IOException {
    Files.createDirectories(homes.resolve(home));
    Files.writeString(homes.resolve(home).resolve("awl.toml"), text);
  }

  private User user(String name) {
    return new User(homes.resolve(name));
  }
}
