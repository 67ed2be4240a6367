package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees: the command on a real terminal, which {@code script} of util-linux makes. */
@Timeout(240)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the script of other systems has other options")
class TerminalTest {

  private static final String ESCAPE = "\u001b";
  private static final String CLEAR_LINE = "\r" + ESCAPE + "[K";
  private static final String ID = dev.awl.wire.rendezvous.PeerId.ofHash(new byte[32]).toString();

  @TempDir Path home;

  @BeforeEach
  void knowsSomebody() {
    CommandRun.of("trust", ID, "--name", "laptop", "--home", home.toString());
  }

  private static String java(String command) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return java + " -cp '" + System.getProperty("java.class.path") + "' dev.awl.cli.Awl " + command;
  }

  private String onTerminal(String command, Map<String, String> environment) throws Exception {
    return run(List.of("script", "-qec", java(command), "/dev/null"), environment);
  }

  private String run(List<String> command, Map<String, String> environment) throws Exception {
    Path out = home.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().keySet().removeAll(List.of("NO_COLOR", "CLICOLOR", "AWL_SERVER"));
    builder.environment().put("TERM", "xterm");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @Test
  void table_has_colours() throws Exception {
    assertThat(onTerminal("peers --home " + home, Map.of()))
        .contains(ESCAPE + "[1mNAME" + ESCAPE + "[0m", ESCAPE + "[36mlaptop" + ESCAPE + "[0m", ID)
        .as("which is a double underline on many terminals")
        .doesNotContain(ESCAPE + "[21m");
  }

  @Test
  void a_wrong_server_of_the_environment_is_named_and_an_empty_one_is_none() throws Exception {
    String share = java("share tcp://h:1 --home " + home);
    assertThat(run(List.of("sh", "-c", share), Map.of("AWL_SERVER", "bogus")))
        .isEqualTo("awl: AWL_SERVER: 'bogus' is no server: ws://HOST:PORT or wss://HOST is one\n");
    assertThat(run(List.of("sh", "-c", share), Map.of("AWL_SERVER", "")))
        .startsWith("awl: no server: give --server ws://HOST:8080 or set AWL_SERVER");
    Path file = Files.writeString(home.resolve("empty.toml"), "");
    String up = java("up --check --config " + file + " --home " + home);
    assertThat(run(List.of("sh", "-c", up), Map.of("AWL_SERVER", "")))
        .startsWith("awl: " + file + ": no server: add server =");
  }

  @Test
  void table_has_none_with_no_color_and_none_in_a_pipe() throws Exception {
    String plain = onTerminal("peers --home " + home, Map.of("NO_COLOR", "1"));
    assertThat(plain).startsWith("NAME ").contains("laptop").doesNotContain(ESCAPE);
    assertThat(run(List.of("sh", "-c", java("peers --home " + home)), Map.of())).isEqualTo(plain);
  }

  @Test
  void progress_is_a_line_that_the_next_one_takes_the_place_of() throws Exception {
    String connect = "connect " + ID + " --server ws://127.0.0.1:1 --home " + home;
    String seen = onTerminal(connect, Map.of());
    assertThat(seen)
        .contains(CLEAR_LINE + "registering at 127.0.0.1:1 ..." + CLEAR_LINE)
        .contains("awl: cannot reach the rendezvous server ws://127.0.0.1:1");
    assertThat(seen.indexOf("awl: ")).isGreaterThan(seen.lastIndexOf(CLEAR_LINE));
    assertThat(run(List.of("sh", "-c", java(connect)), Map.of()))
        .isEqualTo(
            "awl: cannot reach the rendezvous server ws://127.0.0.1:1: connection refused; check"
                + " its address\n");
  }
}
