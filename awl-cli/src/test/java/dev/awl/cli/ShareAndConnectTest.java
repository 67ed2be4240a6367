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
@Timeout(120)
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
    try (CommandRun share = share("owner", user("guest").id())) {
      String ready = share.awaitEvent("ready");
      assertThat(ready).contains("\"services\":[{\"name\":\"web\",\"protocol\":\"http\"");
      try (CommandRun connect = connect("guest", user("owner").id())) {
        assertThat(connect.awaitEvent("path"))
            .contains("\"peer\":\"" + user("owner").id() + "\"", "\"rtt_ms\":", "\"elapsed_ms\":");
        String listening = connect.awaitEvent("listening");
        assertThat(LoopbackServer.field(listening, "service")).isEqualTo("web");
        assertThat(get("http://" + LoopbackServer.field(listening, "address") + "/"))
            .isEqualTo("through the hole");
      }
    }
  }

  @Test
  void a_peer_that_is_not_there_is_status_3() throws Exception {
    CommandRun run = user("guest2").run("connect", user("nobody").id(), "--server", url, "--json");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out().get(run.out().size() - 1)).contains("\"code\":\"peer-offline\"");
  }

  @Test
  void a_peer_that_does_not_trust_us_is_status_1_and_says_so() throws Exception {
    try (CommandRun share = share("owner3", user("somebody").id())) {
      share.awaitEvent("ready");
      CommandRun run = user("guest3").run("connect", user("owner3").id(), "--server", url);
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).singleElement().asString().contains("awl trust " + user("guest3").id());
      share.awaitLine(line -> line.contains("\"untrusted\"") && line.contains(user("guest3").id()));
    }
  }

  @Test
  void a_service_that_is_not_shared_is_named_beside_those_that_are() throws Exception {
    try (CommandRun share = share("owner4", user("guest4").id())) {
      share.awaitEvent("ready");
      CommandRun run =
          user("guest4").run("connect", user("owner4").id(), "--server", url, "--map", "db=0");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).singleElement().asString().contains("no 'db'", "web");
    }
  }

  @Test
  void a_local_port_in_use_is_one_line() throws Exception {
    try (CommandRun share = share("owner5", user("guest5").id());
        ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      share.awaitEvent("ready");
      String map = "web=" + taken.getLocalPort();
      CommandRun run =
          user("guest5").run("connect", user("owner5").id(), "--server", url, "--map", map);
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).singleElement().asString().contains(":" + taken.getLocalPort());
      assertThat(run.out()).noneMatch(line -> line.contains("cannot listen"));
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
    return user(name).start("share", service, "--trust", trusted, "--server", url, "--json");
  }

  private static CommandRun connect(String name, String peer) {
    return user(name).start("connect", peer, "--server", url, "--json");
  }

  private static User user(String name) {
    return new User(homes.resolve(name));
  }

  private static String get(String uri) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
