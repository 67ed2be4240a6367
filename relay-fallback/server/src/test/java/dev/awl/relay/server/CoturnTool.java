package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds Debian's coturn programs, the judges of both our ends. */
final class CoturnTool {

  private CoturnTool() {}

  /** The program; without it the test is skipped, in CI it fails. */
  static String require(String name) {
    for (String directory : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin")) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    String missing = name + " is not installed: apt-get install coturn";
    if ("true".equals(System.getenv("CI"))) {
      fail(missing);
    }
    return abort(missing);
  }
}
