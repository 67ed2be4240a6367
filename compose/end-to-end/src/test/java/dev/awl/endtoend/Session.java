package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;

/** A server, a sharing and a connected peer in a lab: what most tests start from. */
final class Session implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Where the access peer offers the service. */
  static final int MAPPED = 9000;

  private final AwlProcess server;
  private final AwlProcess share;
  private final AwlProcess connect;
  private final String innerId;

  private Session(Topology lab, Path homes) {
    Path access = homes.resolve("access");
    String accessId = Launcher.id(lab.access().host(), access);
    server = AwlServer.start(lab, homes.resolve("server"));
    share =
        AwlProcess.start(
            lab.inner().host(),
            homes.resolve("inner"),
            "share",
            FileServer.SERVICE,
            "--server",
            AwlServer.URL,
            "--trust",
            accessId);
    innerId = share.await("ready", PATIENCE).text("peer");
    connect =
        AwlProcess.start(
            lab.access().host(),
            access,
            "connect",
            innerId,
            "--server",
            AwlServer.URL,
            "--map",
            "web=" + MAPPED);
    connect.await("listening", PATIENCE);
  }

  /** Starts all three under {@code homes}; what fails names its output. */
  static Session open(Topology lab, Path homes) {
    return new Session(lab, homes);
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
