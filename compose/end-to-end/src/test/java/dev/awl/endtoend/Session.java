package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server, a sharing and a connected peer in a lab: what most tests start from. */
final class Session implements AutoCloseable {
  /**
   * For what must come, not for how soon it does: beside other work the start of a JVM alone takes
   * ten seconds.
   */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where the access peer offers {@link FileServer#SERVICE}. */
  static final int MAPPED = 9000;

  private static final List<String> SHARING = List.of(FileServer.SERVICE);
  private static final List<String> CONNECTING = List.of("--map", "web=" + MAPPED);

  private final AwlProcess server;
  private final AwlProcess share;
  private final AwlProcess connect;
  private final String innerId;

  private Session(
      Topology lab, Path homes, AwlProcess server, List<String> sharing, List<String> connecting) {
    this.server = server;
    Peer access = Peer.access(lab, homes);
    share = Peer.inner(lab, homes).start(line(List.of("share"), sharing, "--trust", access.id()));
    innerId = share.awaitReady().text("peer");
    connect = access.start(line(List.of("connect", innerId), connecting));
    connect.awaitReady();
  }

  private static String[] line(List<String> first, List<String> then, String... last) {
    List<String> line = new ArrayList<>(first);
    line.addAll(then);
    line.addAll(List.of(last));
    return line.toArray(String[]::new);
  }

  /** The file server is shared; {@code more} goes to {@code awl connect}. */
  static Session open(Topology lab, Path homes, String... more) {
    return open(lab, homes, SHARING, List.of(line(CONNECTING, List.of(more))));
  }

  /** The same with a server of the caller's; closed with the session. */
  static Session open(Topology lab, Path homes, AwlProcess server) {
    return new Session(lab, homes, server, SHARING, CONNECTING);
  }

  /** What else goes to {@code awl share}, the services with it, and to {@code awl connect}. */
  static Session open(Topology lab, Path homes, List<String> sharing, List<String> connecting) {
    AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
    return new Session(lab, homes, server, sharing, connecting);
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
    return connect.awaitPath(kind);
  }

  @Override
  public void close() {
    connect.close();
    share.close();
    server.close();
  }

  @Override
  public String toString() {
    return connect + "\n" + share + "\n" + server;
  }
}
