package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as users run them, in one process: serve, share, connect. */
@Timeout(60)
class ShareAndConnectTest {

  @TempDir static Path homes;

  private static LoopbackServer serve;
  private static String url;
  private static HttpServer web;

  @BeforeAll
  static void serve() throws Exception {
    serve = LoopbackServer.start();
    url = serve.url();
    web = LoopbackServer.web("through the hole");
  }

  @AfterAll
  static void stop() throws Exception {
    web.stop(0);
    serve.close();
  }

  @Test
  void a_trusted_peer_uses_the_service() throws Exception {
    try (CommandRun share = share("owner", id("guest"));
        CommandRun connect = connect("guest", id("owner"))) {
      String ready = share.awaitLine(line -> line.contains("\"ready\""));
      assertThat(ready).contains("\"services\":[{\"name\":\"web\",\"protocol\":\"http\"");
      assertThat(connect.awaitLine(line -> line.contains("\"path\"")))
          .contains("\"peer\":\"" + id("owner") + "\"", "\"rtt_ms\":", "\"elapsed_ms\":");
      String listening = connect.awaitLine(line -> line.contains("\"listening\""));
      assertThat(LoopbackServer.field(listening, "service")).isEqualTo("web");
      assertThat(get("http://" + LoopbackServer.field(listening, "address") + "/"))
          .isEqualTo("through the hole");
    }
  }

  @Test
  void a_peer_that_is_not_there_is_status_3() throws Exception {
    CommandRun run =
        CommandRun.of("connect", id("nobody"), "--server", url, "--home", home("guest2"), "--json");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out().get(run.out().size() - 1)).contains("\"code\":\"peer-offline\"");
  }

  @Test
  void a_peer_that_does_not_trust_us_is_status_1_and_says_so() throws Exception {
    try (CommandRun share = share("owner3", id("somebody"))) {
      share.awaitLine(line -> line.contains("\"ready\""));
      CommandRun run =
          CommandRun.of("connect", id("owner3"), "--server", url, "--home", home("guest3"));
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).singleElement().asString().contains("trust");
      share.awaitLine(line -> line.contains("\"untrusted\"") && line.contains(id("guest3")));
    }
  }

  @Test
  void a_service_that_is_not_shared_is_named_beside_those_that_are() throws Exception {
    try (CommandRun share = share("owner4", id("guest4"))) {
      share.awaitLine(line -> line.contains("\"ready\""));
      CommandRun run =
          CommandRun.of(
              "connect", id("owner4"), "--server", url, "--home", home("guest4"), "--map", "db=0");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).singleElement().asString().contains("no 'db'", "web");
    }
  }

  @Test
  void a_local_port_in_use_is_one_line() throws Exception {
    try (CommandRun share = share("owner5", id("guest5"));
        ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      share.awaitLine(line -> line.contains("\"ready\""));
      String map = "web=" + taken.getLocalPort();
      CommandRun run =
          CommandRun.of(
              "connect", id("owner5"), "--server", url, "--home", home("guest5"), "--map", map);
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).singleElement().asString().contains(":" + taken.getLocalPort());
    }
  }

  @Test
  void a_server_port_in_use_is_one_line() {
    String port = url.substring(url.lastIndexOf(':') + 1);
    CommandRun run = CommandRun.of("rendezvous", "--http", "127.0.0.1:" + port);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().contains("127.0.0.1:" + port);
  }

  private static CommandRun share(String name, String trusted) {
    String service = "web=http://127.0.0.1:" + web.getAddress().getPort();
    return CommandRun.start(
        "share", service, "--trust", trusted, "--server", url, "--home", home(name), "--json");
  }

  private static CommandRun connect(String name, String peer) {
    return CommandRun.start("connect", peer, "--server", url, "--home", home(name), "--json");
  }

  private static String id(String name) {
    return CommandRun.of("id", "--home", home(name)).out().get(0);
  }

  private static String home(String name) {
    return homes.resolve(name).toString();
  }

  private static String get(String uri) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
