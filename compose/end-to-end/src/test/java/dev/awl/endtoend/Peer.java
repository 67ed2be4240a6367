package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Somebody with awl: a machine of the lab, and there a directory for key and settings. Commands are
 * told the lab's server.
 */
record Peer(Host host, Path home) {

  /** The one who shares. */
  static Peer inner(Topology lab, Path homes) {
    return new Peer(lab.inner().host(), homes.resolve("inner"));
  }

  /** The one who uses what is shared. */
  static Peer access(Topology lab, Path homes) {
    return new Peer(lab.access().host(), homes.resolve("access"));
  }

  /** Its ID; makes the key on first use. */
  String id() {
    return Launcher.id(host, home);
  }

  /** Starts a command that runs until it is stopped. */
  AwlProcess start(String... command) {
    return AwlProcess.start(host, home, withServer(command));
  }

  /** Runs a command that must end within {@code limit}, with whatever outcome. */
  Command run(Duration limit, String... command) {
    return Launcher.run(host, limit, home, withServer(command));
  }

  private static String[] withServer(String... command) {
    return Stream.concat(Stream.of(command), Stream.of("--server", AwlServer.URL))
        .toArray(String[]::new);
  }
}
