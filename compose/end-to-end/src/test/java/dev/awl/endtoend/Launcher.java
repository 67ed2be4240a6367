package dev.awl.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The product as a user has it: the launcher at the root of the project, with what this build made.
 */
final class Launcher {
  static final Path ROOT = root();
  private static final Path APP =
      Path.of(
          System.getenv().getOrDefault("AWL_APP", ROOT.resolve("awl-cli/target/app").toString()));

  /** What the launcher finds in its environment. */
  static final Map<String, String> ENVIRONMENT = Map.of("AWL_APP", APP.toString());

  static {
    prepare();
  }

  private Launcher() {}

  /**
   * The very first start makes the class archive, which takes longer than any test waits for a
   * command.
   */
  private static void prepare() {
    Command.run(
            Duration.ofMinutes(3),
            List.of("env", "AWL_APP=" + APP, ROOT.resolve("awl").toString(), "--version"))
        .succeeded();
  }

  private static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("awl"))) {
      path = path.getParent();
      if (path == null) {
        throw new IllegalStateException("no launcher above " + Path.of("").toAbsolutePath());
      }
    }
    return path;
  }

  /** The command line of {@code awl ARGUMENTS} with its own directory for key and settings. */
  static List<String> line(Path home, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(ROOT.resolve("awl").toString());
    line.addAll(List.of(arguments));
    line.add("--home");
    line.add(home.toString());
    return line;
  }

  /** Runs a command on a host to its end, within {@code limit}. */
  static Command run(Host host, Duration limit, Path home, String... arguments) {
    List<String> line = new ArrayList<>(List.of("env", "AWL_APP=" + APP));
    line.addAll(line(home, arguments));
    return host.attempt(limit, line.toArray(String[]::new));
  }

  /** The ID of the peer whose key is in {@code home}; makes the key on first use. */
  static String id(Host host, Path home) {
    return run(host, Duration.ofSeconds(20), home, "id").succeeded().strip();
  }
}
