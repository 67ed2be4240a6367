package dev.awl.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer keeps its key and settings: {@code --home}, {@code AWL_HOME}, the platform's place.
 */
final class Home {

  private Home() {}

  static Path of(@Nullable Path option) {
    return option != null
        ? option
        : of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home"));
  }

  /**
   * The same, if it is a directory or can become one.
   *
   * @throws AwlException where a file is in its way
   */
  static Path usable(Path home) {
    if (home.toString().isEmpty()) {
      throw AwlException.usage("--home is empty; name a directory, or leave it out");
    }
    Path there = home.toAbsolutePath();
    while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      throw AwlException.usage(
          "the home " + home + " cannot be: " + there + " is no directory; choose another --home");
    }
    return home;
  }

  static Path of(Map<String, String> environment, String system, String userHome) {
    String chosen = environment.getOrDefault("AWL_HOME", "");
    if (!chosen.isEmpty()) {
      return Path.of(chosen);
    }
    String os = system.toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return Path.of(userHome, "Library", "Application Support", "awl");
    }
    if (os.startsWith("windows")) {
      return Path.of(environment.getOrDefault("APPDATA", userHome), "awl");
    }
    // XDG Base Directory: an empty variable counts as unset.
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    return xdg.isEmpty() ? Path.of(userHome, ".config", "awl") : Path.of(xdg, "awl");
  }
}
