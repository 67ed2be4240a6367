package dev.awl.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code awl serve} on the lab's server: STUN on both addresses, rendezvous, relay. */
final class AwlServer {
  static final int HTTP = 8080;
  static final String URL = "ws://" + Topology.SERVER + ":" + HTTP;

  private static final List<String> ADDRESSES =
      List.of("--public", Topology.SERVER, "--alternate", Topology.ALTERNATE);

  private AwlServer() {}

  /** Starts it and waits until its last port is open. */
  static AwlProcess start(Topology lab, Path home, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of("serve", "--http", "" + HTTP),
                Stream.concat(ADDRESSES.stream(), Stream.of(more)))
            .toArray(String[]::new);
    return ready(AwlProcess.start(lab.server(), home, arguments));
  }

  /** {@code awl stun-server} on both addresses. */
  static AwlProcess startStun(Topology lab, Path home) {
    String[] arguments =
        Stream.concat(Stream.of("stun-server"), ADDRESSES.stream()).toArray(String[]::new);
    return ready(AwlProcess.start(lab.server(), home, arguments));
  }

  private static AwlProcess ready(AwlProcess server) {
    server.awaitReady();
    return server;
  }
}
