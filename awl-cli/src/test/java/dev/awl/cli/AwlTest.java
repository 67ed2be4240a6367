package dev.awl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwlTest {

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "idd",
        "id --jso",
        "--home",
        "version x",
        "connect 4-quartz-xxxx",
        "share web=ftp",
        "share http://127.0.0.1:1",
        "stun-server --stun-ports 1",
        "stun-server --public 256.1.1.1",
        "stun-server --stun-rate -1",
        "stun-server --public 127.0.0.1 --partner 127.0.0.2",
        "stun-server --public 127.0.0.1 --partner 127.0.0.2 --secret short",
        "stun-server --partner 127.0.0.2 --secret 0123456789abcdef --alternate 127.0.0.3",
        "serve --http x",
        "serve --allow-peer 10.0.0.0/99 --stun-ports 0,0 --http 127.0.0.1:0 --public 127.0.0.1",
        "relay",
        "rendezvous --relay turn:127.0.0.1",
        "demo --nat PC",
        "demo --nat PC,CONE",
        "share http://127.0.0.1:1 --server http://127.0.0.1",
      })
  void wrong_usage_is_one_line_and_status_2(String line) {
    CommandRun run = CommandRun.of(line.split(" "));
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).startsWith("awl: ").doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "id --json", "version", "man", "completion", "--help"})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "others have no disk that is always full")
  void output_to_a_full_disk_is_said_and_status_1(String line) throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words = (line + " --home " + home).split(" ");
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      assertThat(Awl.run(full, new PrintStream(err, true, UTF_8), words)).isEqualTo(1);
    }
    assertThat(err.toString(UTF_8))
        .isEqualTo("awl: cannot write the output: No space left on device\n");
  }

  @Test
  void output_that_nobody_reads_to_its_end_is_no_error() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(Awl.run(closed, new PrintStream(err, true, UTF_8), "version")).isZero();
    assertThat(err.size()).isZero();
  }

  @Test
  void a_typo_gets_a_hint() {
    assertThat(CommandRun.of("idd").err().get(0)).contains("did you mean id?");
    assertThat(CommandRun.of("id", "--jso").err().get(0)).contains("did you mean --json?");
  }

  @Test
  void with_json_an_error_is_an_event_even_where_parsing_failed() {
    CommandRun run = CommandRun.of("version", "x", "--json");
    assertThat(run.out()).hasSize(1);
    assertThat(run.out().get(0))
        .startsWith("{\"event\":\"error\",\"code\":\"usage\",\"message\":\"");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void a_failure_shows_its_stack_trace_only_with_debug() {
    String[] plain = {"connect", ID, "--home", home.toString(), "--server", "ws://127.0.0.1:1"};
    CommandRun quiet = CommandRun.of(plain);
    assertThat(quiet.exit()).isEqualTo(1);
    assertThat(quiet.err()).hasSize(1);
    assertThat(quiet.err().get(0)).contains("ws://127.0.0.1:1");

    String[] debug = java.util.Arrays.copyOf(plain, plain.length + 1);
    debug[plain.length] = "--debug";
    assertThat(CommandRun.of(debug).err()).anyMatch(each -> each.startsWith("\tat dev.awl"));
  }

  private static final String ID = dev.awl.wire.rendezvous.PeerId.ofHash(new byte[32]).toString();

  @Test
  void help_lists_every_command() {
    CommandRun run = CommandRun.of();
    assertThat(run.exit()).isZero();
    String help = String.join("\n", run.out());
    for (String command :
        ("demo detect id share connect up status reload pair ping why peers trust revoke serve"
                + " stun-server rendezvous relay completion man version")
            .split(" ")) {
      assertThat(help).containsPattern("(?m)^  " + command + " ");
    }
  }

  @Test
  void id_is_made_once_and_stays() {
    String[] args = {"id", "--home", home.resolve("new").toString()};
    CommandRun first = CommandRun.of(args);
    assertThat(first.out()).hasSize(1);
    assertThat(first.out().get(0)).matches("([A-Z2-7]{7}-){7}[A-Z2-7]{7}");
    assertThat(CommandRun.of(args).out()).isEqualTo(first.out());
    assertThat(home.resolve("new").resolve("identity.pem")).exists();
  }

  @Test
  void an_identity_that_cannot_be_read_is_one_line() throws IOException {
    Files.writeString(home.resolve("identity.pem"), "nonsense");
    CommandRun run = CommandRun.of("id", "--home", home.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains("identity.pem");
  }

  @Test
  void id_loads_no_class_of_netty() throws Exception {
    Path log = home.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Awl.class.getName(),
                "id",
                "--home",
                home.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.contains("dev.awl.cli.IdCommand"))
        .noneMatch(line -> line.contains(" io.netty."));
  }
}
