package dev.awl.endtoend;

import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code awl serve} on the lab's server: STUN on both addresses, rendezvous, relay. */
final class AwlServer {
  static final int HTTP = 8080;
  static final String URL = "ws://" + Topology.SERVER + ":" + HTTP;

  private AwlServer() {}

  /** Starts it and waits until its last port is open. */
  static AwlProcess start(Topology lab, Path home, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "serve",
                    "--public",
                    Topology.SERVER,
                    "--alternate",
                    Topology.ALTERNATE,
                    "--http",
                    "" + HTTP),
                Stream.of(more))
            .toArray(String[]::new);
    AwlProcess server = AwlProcess.start(lab.server(), home, arguments);
    try {
      server.await("ready", Session.PATIENCE);
    } catch (AssertionError e) {
      server.close();
      throw new AssertionError("no server: " + server, e);
    }
    return server;
  }
}
