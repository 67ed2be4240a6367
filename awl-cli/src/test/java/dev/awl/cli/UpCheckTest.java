package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code awl up --check}: no server, no daemon, no key. */
class UpCheckTest {

  private static final String SERVER = "server = \"ws://127.0.0.1:9\"\n";

  @TempDir Path home;

  @Test
  void a_good_file_is_good() throws Exception {
    CommandRun run = check(SERVER);
    assertThat(run.exit()).isZero();
    assertThat(run.out()).containsExactly(home.resolve("awl.toml") + " is good");
    assertThat(home.toFile().list()).containsExactly("awl.toml");
  }

  @Test
  void a_mistake_has_its_place() throws Exception {
    CommandRun run = check("server = 5");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("awl.toml:1:1: 'server' must be");
  }

  @Test
  void a_port_that_two_want_is_a_doubt_with_both_places() throws Exception {
    String id = new User(home.resolve("nas")).id();
    CommandRun run =
        check(
            SERVER
                + "[peers.nas]\nid = \"%s\"\n[connect.nas]\npeer = \"nas\"\n".formatted(id)
                + "map = { dns = \"9053\", web = \"9053\" }\n");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).hasSize(2);
    assertThat(run.out().get(0))
        .startsWith("notice  ")
        .contains("awl.toml:6:23: port 9053 is given to 'connect.nas.map.dns' (6:9), too");
    assertThat(run.out().get(1)).endsWith(" is good");
  }

  private CommandRun check(String text) throws IOException {
    Files.writeString(home.resolve("awl.toml"), text);
    return new User(home).run("up", "--check");
  }
}
