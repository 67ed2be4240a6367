package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Codes, trust and names as users have them: serve, share, connect, trust, revoke, peers. */
@Timeout(90)
class PairingCommandsTest {

  @TempDir static Path homes;

  private static LoopbackServer serve;
  private static String url;
  private static HttpServer web;

  @BeforeAll
  static void serve() throws Exception {
    serve = LoopbackServer.start();
    url = serve.url();
    web = LoopbackServer.web("paired");
  }

  @AfterAll
  static void stop() {
    web.stop(0);
    serve.close();
  }

  @Test
  void a_code_is_all_that_two_new_peers_need_and_later_the_name_is() throws Exception {
    try (CommandRun share = share("nas", "--name", "nas")) {
      String ready = share.awaitLine(line -> line.contains("\"ready\""));
      try (CommandRun connect =
          connect("laptop", LoopbackServer.field(ready, "code"), "--name", "laptop")) {
        assertServes(connect);
        assertThat(share.awaitLine(line -> line.contains("\"paired\"")))
            .contains("\"name\":\"laptop\"", id("laptop"));
      }
      assertThat(peers("nas")).singleElement().asString().contains("\"name\":\"laptop\"");
      assertThat(peers("laptop"))
          .singleElement()
          .asString()
          .contains("\"name\":\"nas\"", id("nas"));
      assertThat(Files.getPosixFilePermissions(homes.resolve("nas/peers.json")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));

      String next =
          LoopbackServer.field(share.awaitLine(line -> line.contains("\"code\"")), "code");
      assertThat(next).isNotEqualTo(LoopbackServer.field(ready, "code"));
      // No --server: the peer is met again where it was met.
      try (CommandRun again =
          CommandRun.start("connect", "nas", "--home", home("laptop"), "--json")) {
        assertServes(again);
      }
    }
  }

  @Test
  void a_wrong_code_burns_it_and_is_told_apart_from_a_used_and_an_unknown_one() throws Exception {
    try (CommandRun share = share("nas2")) {
      String code =
          LoopbackServer.field(share.awaitLine(line -> line.contains("\"ready\"")), "code");
      String number = code.substring(0, code.indexOf('-'));
      String guess =
          code.contains("quartz") ? number + "-meadow-marble" : number + "-quartz-marble";

      CommandRun wrong = run("guest2", guess);
      assertThat(wrong.exit()).isEqualTo(1);
      assertThat(last(wrong)).contains("\"code\":\"wrong-code\"");
      share.awaitLine(line -> line.contains("\"pairing-failed\"") && line.contains("wrong-code"));
      String next =
          LoopbackServer.field(
              share.awaitLine(line -> line.contains("\"event\":\"code\"")), "code");

      CommandRun used = run("guest2", code);
      assertThat(used.exit()).isEqualTo(3);
      assertThat(last(used)).contains("\"code\":\"used-code\"");
      CommandRun unknown = run("guest2", "99999-quartz-marble");
      assertThat(unknown.exit()).isEqualTo(3);
      assertThat(last(unknown)).contains("\"code\":\"unknown-code\"");
      assertThat(peers("nas2")).isEmpty();
      assertThat(peers("guest2")).isEmpty();

      try (CommandRun connect = connect("guest2", next)) {
        assertServes(connect);
      }
    }
  }

  @Test
  void a_mistyped_word_costs_no_guess() {
    CommandRun run = CommandRun.of("connect", "4-quatrz-marble", "--server", url);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("did you mean 'quartz'?");
  }

  @Test
  void trusting_and_revoking_take_effect_in_a_running_share_and_revoking_ends_the_session()
      throws Exception {
    try (CommandRun share = share("nas3")) {
      share.awaitLine(line -> line.contains("\"ready\""));
      assertThat(run("guest3", id("nas3")).exit()).isEqualTo(1);
      share.awaitLine(line -> line.contains("\"untrusted\""));

      CommandRun.of("trust", id("guest3"), "--name", "guest", "--home", home("nas3"));
      try (CommandRun connect = connectOnceTrusted("guest3", id("nas3"))) {
        CommandRun.of("revoke", "guest", "--home", home("nas3"));
        share.awaitLine(line -> line.contains("\"disconnected\"") && line.contains("not trusted"));
        connect.awaitLine(line -> line.contains("\"disconnected\""));
      }
      assertThat(run("guest3", id("nas3")).exit()).isEqualTo(1);
    }
  }

  /** The running share sees the file's change a moment later. */
  private CommandRun connectOnceTrusted(String name, String peer) throws Exception {
    for (int attempt = 0; attempt < 20; attempt++) {
      CommandRun connect = connect(name, peer);
      String line =
          connect.awaitLine(each -> each.contains("\"listening\"") || each.contains("\"error\""));
      if (line.contains("\"listening\"")) {
        return connect;
      }
      connect.close();
    }
    throw new AssertionError("never trusted");
  }

  @Test
  void a_peer_may_be_held_to_some_of_the_services() throws Exception {
    CommandRun.of("trust", id("guest4"), "--allow", "other,web", "--home", home("nas4"));
    try (CommandRun share = share("nas4", "secret=tcp://127.0.0.1:9")) {
      share.awaitLine(line -> line.contains("\"ready\""));
      try (CommandRun connect = connect("guest4", id("nas4"))) {
        assertServes(connect);
        connect.awaitLine(line -> line.contains("\"ready\""));
        assertThat(connect.out()).noneMatch(line -> line.contains("secret"));
      }
      CommandRun secret = run("guest4", id("nas4"), "--map", "secret=0");
      assertThat(secret.exit()).isEqualTo(1);
      assertThat(last(secret)).contains("no-such-service");
    }
  }

  @Test
  void names_stay_unique_and_a_broken_file_is_named_with_line_and_column() throws Exception {
    Path home = homes.resolve("many");
    CommandRun.of("trust", id("a"), "--name", "box", "--home", home.toString());
    CommandRun taken = CommandRun.of("trust", id("b"), "--name", "box", "--home", home.toString());
    assertThat(taken.exit()).isEqualTo(2);
    CommandRun.of("trust", id("b"), "--home", home.toString());
    CommandRun.of("trust", id("c"), "--home", home.toString());
    CommandRun table = CommandRun.of("peers", "--home", home.toString());
    assertThat(table.out().get(0)).startsWith("NAME    PEER ").endsWith("  MAY USE");
    assertThat(table.out().subList(1, 4))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("box", "peer", "peer-2");
    CommandRun.of("revoke", "peer", "--home", home.toString());
    assertThat(peers("many")).hasSize(2);
    assertThat(CommandRun.of("revoke", id("b"), "--home", home.toString()).exit()).isEqualTo(3);

    Files.writeString(home.resolve("peers.json"), "{\"peers\": [\n  {\"name\": \"Box\"}]}");
    CommandRun broken = CommandRun.of("peers", "--home", home.toString());
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.err()).singleElement().asString().contains("peers.json:2:");
  }

  private static void assertServes(CommandRun connect) throws Exception {
    String listening = connect.awaitLine(line -> line.contains("\"listening\""));
    URL at = URI.create("http://" + LoopbackServer.field(listening, "address") + "/").toURL();
    HttpURLConnection http = (HttpURLConnection) at.openConnection();
    http.setReadTimeout(10_000);
    assertThat(http.getInputStream().readAllBytes())
        .isEqualTo("paired".getBytes(StandardCharsets.UTF_8));
    http.disconnect();
  }

  private static CommandRun share(String home, String... more) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("share", "web=http://127.0.0.1:" + web.getAddress().getPort()));
    line.addAll(List.of(more));
    line.addAll(List.of("--server", url, "--home", home(home), "--json"));
    return CommandRun.start(line.toArray(String[]::new));
  }

  private static CommandRun connect(String home, String peer, String... more) {
    return CommandRun.start(connectLine(home, peer, more));
  }

  private static CommandRun run(String home, String peer, String... more) {
    return CommandRun.of(connectLine(home, peer, more));
  }

  private static String[] connectLine(String home, String peer, String... more) {
    return Stream.concat(
            Stream.of("connect", peer, "--server", url, "--home", home(home), "--json"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static List<String> peers(String home) {
    return CommandRun.of("peers", "--home", home(home), "--json").out();
  }

  private static String last(CommandRun run) {
    return run.out().get(run.out().size() - 1);
  }

  private static String id(String name) {
    return CommandRun.of("id", "--home", home(name)).out().get(0);
  }

  private static String home(String name) {
    return homes.resolve(name).toString();
  }
}
