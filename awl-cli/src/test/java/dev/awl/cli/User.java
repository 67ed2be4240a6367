package dev.awl.cli;

import java.nio.file.Path;
import java.util.stream.Stream;

/** Somebody who types commands, with a directory for key and settings. */
record User(Path home) {

  String id() {
    return run("id").out().get(0);
  }

  /** Runs a command to its end. */
  CommandRun run(String... words) {
    return CommandRun.of(withHome(words));
  }

  /** Starts a command that runs until it is closed. */
  CommandRun start(String... words) {
    return CommandRun.start(withHome(words));
  }

  private String[] withHome(String... words) {
    return Stream.concat(Stream.of(words), Stream.of("--home", home.toString()))
        .toArray(String[]::new);
  }
}
