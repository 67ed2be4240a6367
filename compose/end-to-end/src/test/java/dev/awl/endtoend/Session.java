package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A server, a sharing and a connected peer in a lab: what most tests start from. */
final class Session implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Where the access peer offers the service. */
  static final int MAPPED = 9000;

  private final AwlProcess server;
  private final AwlProcess share;
  private final AwlProcess connect;
  private final String innerId;

  private Session(Topology lab, Path homes, AwlProcess server, String... more) {
    this.server = server;
    Path access = homes.resolve("access");
    share =
        AwlProcess.start(
            lab.inner().host(),
            homes.resolve("inner"),
            "share",
            FileServer.SERVICE,
            "--server",
            AwlServer.URL,
            "--trust",
            Launcher.id(lab.access().host(), access));
    innerId = share.await("ready", PATIENCE).text("peer");
    String[] connecting = {"connect", innerId, "--server", AwlServer.URL, "--map", "web=" + MAPPED};
    connect =
        AwlProcess.start(
            lab.access().host(),
            access,
            Stream.concat(Stream.of(connecting), Stream.of(more)).toArray(String[]::new));
    connect.await("listening", PATIENCE);
  }

  /** Starts all three under {@code homes}; {@code more} goes to {@code awl connect}. */
  static Session open(Topology lab, Path homes, String... more) {
    return new Session(lab, homes, AwlServer.start(lab, homes.resolve("server")), more);
  }

  /** The same with a server of the caller's; closed with the session. */
  static Session open(Topology lab, Path homes, AwlProcess server) {
    return new Session(lab, homes, server);
  }

  AwlProcess server() {
    return server;
  }

  AwlProcess share() {
    return share;
  }

  AwlProcess connect() {
    return connect;
  }

  String innerId() {
    return innerId;
  }

  Event awaitPath(String kind) {
    return connect.await(event -> event.isPath(kind), "path of kind " + kind, PATIENCE);
  }

  @Override
  public void close() {
    connect.close();
    share.close();
    server.close();
  }
}
