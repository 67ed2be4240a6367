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
@Timeout(180)
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
      String code = codeOf(share);
      try (CommandRun connect = connect("laptop", code, "--name", "laptop")) {
        assertServes(connect);
        assertThat(share.awaitEvent("paired")).contains("\"name\":\"laptop\"", user("laptop").id());
      }
      assertThat(peers("nas")).singleElement().asString().contains("\"name\":\"laptop\"");
      assertThat(peers("laptop"))
          .singleElement()
          .asString()
          .contains("\"name\":\"nas\"", user("nas").id());
      assertThat(Files.getPosixFilePermissions(homes.resolve("nas/peers.json")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));

      String next = LoopbackServer.field(share.awaitEvent("code"), "code");
      assertThat(next).isNotEqualTo(code);
      // No --server: the peer is met again where it was met.
      try (CommandRun again = user("laptop").start("connect", "nas", "--json")) {
        assertServes(again);
      }
    }
  }

  @Test
  void whom_awl_toml_lets_in_is_not_said_to_be_revoked() throws Exception {
    User owner = user("owner");
    String id = user("tablet").id();
    assertThat(owner.run("trust", id, "--name", "tablet").exit()).isZero();
    Path file = owner.home().resolve("awl.toml");
    Files.writeString(file, "[peers.pad]\nid = '" + id + "'\n");

    CommandRun revoked = owner.run("revoke", "tablet");
    assertThat(revoked.exit()).isZero();
    assertThat(revoked.out())
        .containsExactly(
            "revoked tablet (" + id + ")",
            "notice  tablet is still let in by "
                + file
                + ": take it out of [peers] there, then `awl reload`");
    for (String named : List.of("pad", id)) {
      CommandRun again = owner.run("revoke", named);
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.err())
          .containsExactly(
              "awl: '"
                  + named
                  + "' is let in by "
                  + file
                  + ": take it out of [peers] there, then `awl reload`");
    }

    Files.writeString(file, "[peers.pad\n");
    assertThat(owner.run("trust", id, "--name", "tablet").exit()).isZero();
    CommandRun beside = owner.run("revoke", "tablet");
    assertThat(beside.exit()).isZero();
    assertThat(beside.err()).singleElement().asString().contains(file + ":1:");
  }

  @Test
  void a_wrong_code_burns_it_and_is_told_apart_from_a_used_and_an_unknown_one() throws Exception {
    try (CommandRun share = share("nas2")) {
      String code = codeOf(share);
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
      share.awaitEvent("ready");
      assertThat(run("guest3", user("nas3").id()).exit()).isEqualTo(1);
      share.awaitEvent("untrusted");

      user("nas3").run("trust", user("guest3").id(), "--name", "guest");
      try (CommandRun connect = connectOnceTrusted("guest3", user("nas3").id())) {
        user("nas3").run("revoke", "guest");
        share.awaitLine(line -> line.contains("\"disconnected\"") && line.contains("not trusted"));
        connect.awaitEvent("disconnected");
      }
      assertThat(run("guest3", user("nas3").id()).exit()).isEqualTo(1);
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
    user("nas4").run("trust", user("guest4").id(), "--allow", "other,web");
    try (CommandRun share = share("nas4", "secret=tcp://127.0.0.1:9")) {
      share.awaitEvent("ready");
      try (CommandRun connect = connect("guest4", user("nas4").id())) {
        assertServes(connect);
        connect.awaitEvent("ready");
        assertThat(connect.out()).noneMatch(line -> line.contains("secret"));
      }
      CommandRun secret = run("guest4", user("nas4").id(), "--map", "secret=0");
      assertThat(secret.exit()).isEqualTo(1);
      assertThat(last(secret)).contains("no-such-service");
    }
  }

  @Test
  void names_of_known_peers_do_where_ids_do() throws Exception {
    user("nas5").run("trust", user("guest5").id(), "--name", "guest", "--allow", "none");
    assertThat(peers("nas5"))
        .singleElement()
        .asString()
        .contains("\"everything\":false,\"allow\":[\"none\"]");
    String port = "tcp://127.0.0.1:" + web.getAddress().getPort();
    try (CommandRun share =
        share("nas5", "--trust", "guest", "own=" + port + "?allow=guest", "--no-code")) {
      share.awaitEvent("ready");
      try (CommandRun connect = connect("guest5", user("nas5").id(), "--map", "own=0")) {
        assertServes(connect);
      }
    }
    String own = user("nas5").id();
    CommandRun trusting = user("nas5").run("trust", own);
    assertThat(trusting.exit()).isEqualTo(2);
    assertThat(trusting.err()).singleElement().asString().contains("this peer's own ID");
    String nowhere = "ws://127.0.0.1:1";
    for (CommandRun wrong :
        List.of(
            user("nas5").run("connect", own, "--server", nowhere),
            user("nas5").run("share", port, "--trust", own, "--server", nowhere))) {
      assertThat(wrong.exit()).isEqualTo(2);
      assertThat(wrong.err()).singleElement().asString().contains("this peer's own ID");
    }
    assertThat(peers("nas5")).hasSize(1);
    user("nas5").run("trust", "guest", "--allow", "all");
    assertThat(peers("nas5").get(0)).contains("\"everything\":true,\"allow\":[]");
  }

  @Test
  void names_stay_unique_and_a_broken_file_is_named_with_line_and_column() throws Exception {
    User many = user("many");
    many.run("trust", user("a").id(), "--name", "box");
    CommandRun taken = many.run("trust", user("b").id(), "--name", "box");
    assertThat(taken.exit()).isEqualTo(2);
    many.run("trust", user("b").id());
    many.run("trust", user("c").id());
    CommandRun table = many.run("peers");
    assertThat(table.out().get(0)).startsWith("NAME    PEER ").endsWith("  MAY USE");
    assertThat(table.out().subList(1, 4))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly("box", "peer", "peer-2");
    many.run("revoke", "peer");
    assertThat(peers("many")).hasSize(2);
    assertThat(many.run("revoke", user("b").id()).exit()).isEqualTo(3);

    Files.writeString(many.home().resolve("peers.json"), "{\"peers\": [\n  {\"name\": \"Box\"}]}");
    CommandRun broken = many.run("peers");
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.err()).singleElement().asString().contains("peers.json:2:");
  }

  private static void assertServes(CommandRun connect) throws Exception {
    String listening = connect.awaitEvent("listening");
    URL at = URI.create("http://" + LoopbackServer.field(listening, "address") + "/").toURL();
    HttpURLConnection http = (HttpURLConnection) at.openConnection();
    http.setReadTimeout(10_000);
    assertThat(http.getInputStream().readAllBytes())
        .isEqualTo("paired".getBytes(StandardCharsets.UTF_8));
    http.disconnect();
  }

  /** It comes with what is said at the start, or, where that did not wait for it, later. */
  private static String codeOf(CommandRun share) throws Exception {
    String ready = share.awaitEvent("ready");
    boolean there = ready.contains("\"code\"");
    return LoopbackServer.field(there ? ready : share.awaitEvent("code"), "code");
  }

  private static CommandRun share(String home, String... more) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("share", "web=http://127.0.0.1:" + web.getAddress().getPort()));
    line.addAll(List.of(more));
    line.addAll(List.of("--server", url, "--json"));
    return user(home).start(line.toArray(String[]::new));
  }

  private static CommandRun connect(String home, String peer, String... more) {
    return user(home).start(connectLine(peer, more));
  }

  private static CommandRun run(String home, String peer, String... more) {
    return user(home).run(connectLine(peer, more));
  }

  private static String[] connectLine(String peer, String... more) {
    return Stream.concat(Stream.of("connect", peer, "--server", url, "--json"), Stream.of(more))
        .toArray(String[]::new);
  }

  private static List<String> peers(String home) {
    return user(home).run("peers", "--json").out();
  }

  private static String last(CommandRun run) {
    return run.out().get(run.out().size() - 1);
  }

  private static User user(String name) {
    return new User(homes.resolve(name));
  }
}
