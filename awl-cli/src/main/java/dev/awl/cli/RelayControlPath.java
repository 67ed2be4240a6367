package dev.awl.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which relay of this machine a command is about: it listens for commands on a local socket. */
final class RelayControlPath {

  @Option(
      names = "--port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "The relay's port (default: ${DEFAULT-VALUE}).")
  private int port = 3478;

  @Option(
      names = "--control",
      paramLabel = "PATH",
      description = "The relay's control socket (default: relay-PORT.sock in --home).")
  private @Nullable Path path;

  Path in(Path home) {
    return path != null ? path : of(home, port);
  }

  /** Asks the relay. */
  static List<ControlRequest.Line> ask(Path socket, String request) {
    return ControlRequest.ask(
        socket,
        "no-relay",
        "no relay at",
        "is it running, as you, and with this --home and --port?",
        request);
  }

  static Path of(Path home, int port) {
    return home.resolve("relay-" + port + ".sock");
  }
}
