package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What explains the commands: completion, manual pages, examples in the help. */
class ManualTest {

  @TempDir Path directory;

  @Test
  void bash_completes_commands_and_their_options() throws Exception {
    Path script = directory.resolve("awl.bash");
    Files.writeString(script, String.join("\n", CommandRun.of("completion").out()) + "\n");
    assertThat(completions(script, "re")).contains("rendezvous", "reload", "relay", "revoke");
    assertThat(completions(script, "share --no")).contains("--no-code");
    assertThat(completions(script, "connect --ma")).contains("--map");
    assertThat(Files.readString(script)).contains("\"auto\" \"direct\" \"relay\"");
  }

  /** What bash offers for the last word of {@code awl LINE}. */
  private static List<String> completions(Path script, String line) throws Exception {
    String[] words = ("awl " + line).split(" ");
    String bash =
        "source "
            + script
            + "; COMP_WORDS=("
            + String.join(" ", words)
            + "); COMP_CWORD="
            + (words.length - 1)
            + "; _complete_awl awl "
            + words[words.length - 1]
            + " x >/dev/null 2>&1; printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process process = new ProcessBuilder("bash", "-c", bash).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return out.lines().map(String::strip).toList();
  }

  @Test
  void there_is_a_page_for_every_command() throws Exception {
    assertThat(CommandRun.of("man", "--to", directory.toString()).exit()).isZero();
    try (Stream<Path> pages = Files.list(directory)) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .contains("awl.1", "awl-share.1", "awl-connect.1", "awl-up.1", "awl-relay-kick.1")
          .hasSizeGreaterThan(20);
    }
    String page = Files.readString(directory.resolve("awl-share.1"));
    assertThat(page)
        .startsWith(".TH AWL\\-SHARE 1 ".replace("\\", ""))
        .contains(".SH SYNOPSIS", ".SH OPTIONS", ".B \\-\\-trust PEER", ".SH EXAMPLES")
        .contains("\nOffer services of this machine or its network to the peers you trust.\n")
        .contains(
            "A SERVICE is [NAME=]SCHEME://HOST:PORT[\\-PORT], as in web=http://127.0.0.1:8080, ")
        .doesNotContain("@|", "null");
  }

  @Test
  void the_list_of_commands_has_whole_sentences() {
    assertThat(CommandRun.of("--help").out())
        .filteredOn(line -> line.matches("  [a-z-]+ {2,}.*"))
        .hasSizeGreaterThan(20)
        .noneMatch(line -> line.endsWith(","));
    new Awl(System.out, System.err)
        .parser()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              var help = command.getCommandSpec().usageMessage();
              String[] summary = help.header().length > 0 ? help.header() : help.description();
              assertThat(summary[0]).as(name).endsWith(".");
            });
  }

  @Test
  void a_page_of_a_command_that_is_not_there_is_wrong_usage() {
    assertThat(CommandRun.of("man", "teapot").exit()).isEqualTo(2);
  }

  /** Every command there is, those of commands included. */
  static Stream<String> commands() {
    return of(new Awl(System.out, System.err).parser(), "").filter(each -> !each.isEmpty());
  }

  private static Stream<String> of(CommandLine command, String name) {
    return Stream.concat(
        Stream.of(name),
        command.getSubcommands().entrySet().stream()
            .flatMap(each -> of(each.getValue(), (name + " " + each.getKey()).strip())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_of_every_command_has_examples(String command) {
    String[] words = (command + " --help").split(" ");
    assertThat(String.join("\n", CommandRun.of(words).out()))
        .containsPattern("(?s)Examples?:\n.*awl " + command);
  }

  private static List<String> examples(String command) {
    CommandLine line = new Awl(System.out, System.err).parser();
    for (String word : command.split(" ")) {
      line = line.getSubcommands().get(word);
    }
    return List.of(line.getCommandSpec().usageMessage().footer());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examples_fit_a_terminal_of_80_columns(String command) {
    assertThat(examples(command)).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examples_are_what_the_parser_takes(String command) {
    for (String example : examples(command)) {
      if (example.startsWith("  awl ")) {
        String[] words =
            example
                .strip()
                .replaceAll(" {2,}.*| *[>|].*", "") // what it does, and where its output goes
                .replaceAll("\"\\$\\(.*\\)\"", "S")
                .replace("'", "")
                .replaceFirst("^awl ", "")
                .split(" ");
        if (!example.contains(" @/")) {
          new Awl(System.out, System.err).parser().parseArgs(words);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_breaks_no_url(String command) {
    assertThat(CommandRun.of((command + " --help").split(" ")).out())
        .noneMatch(line -> line.endsWith(":") && line.contains("ws"))
        .noneMatch(line -> line.strip().startsWith("//"));
  }

  @Test
  void a_pipe_gets_no_colours() {
    CommandRun.of(
        "trust",
        dev.awl.wire.rendezvous.PeerId.ofHash(new byte[32]).toString(),
        "--name",
        "laptop",
        "--home",
        directory.toString());
    assertThat(CommandRun.of("peers", "--home", directory.toString()).out())
        .hasSize(2)
        .noneMatch(line -> line.contains("\u001b"));
  }
}
