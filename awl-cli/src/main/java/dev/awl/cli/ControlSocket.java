package dev.awl.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests to a running command on a Unix domain socket that its owner alone may use.
 *
 * <pre>
 *  request   a line such as "sessions\n"
 *  answer    a JSON object a line: {"event":"session", ...}, then the end of the stream
 * </pre>
 */
final class ControlSocket implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);
  private static final int LONGEST_REQUEST = 512;
  private static final int AT_ONCE = 4;

  /** What the command answers; called on threads of the socket's. */
  interface Answers {
    void answer(String request, JsonLines out);
  }

  private final Path path;
  private final Answers answers;
  private final ServerSocketChannel listener;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          1 + AT_ONCE,
          work -> {
            Thread thread = new Thread(work, "awl-control");
            thread.setDaemon(true);
            return thread;
          });

  private ControlSocket(Path path, Answers answers, ServerSocketChannel listener) {
    this.path = path;
    this.answers = answers;
    this.listener = listener;
  }

  /**
   * Listens from then on.
   *
   * @param who what the command is called
   * @throws IOException with one line for people, such as that another one listens there
   */
  static ControlSocket open(Path path, String who, Answers answers) throws IOException {
    if (isServed(path)) {
      throw new IOException(
          "`" + who + "` already runs with this home (control socket " + path + ")");
    }
    try {
      createDirectory(path.toAbsolutePath().getParent());
      Files.deleteIfExists(path);
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        listener.bind(UnixDomainSocketAddress.of(path));
        ownerOnly(path);
      } catch (IOException | RuntimeException e) {
        listener.close();
        throw e;
      }
      var socket = new ControlSocket(path, answers, listener);
      socket.threads.execute(socket::accept);
      return socket;
    } catch (UnsupportedOperationException e) { // Java's word for a platform without them
      throw new IOException(
          who
              + ": no control socket at "
              + path
              + ": this system has no Unix domain sockets (Windows has them from version 1803 on)",
          e);
    } catch (IOException e) {
      throw new IOException(
          who + ": no control socket at " + path + ": " + Failures.describe(e), e);
    }
  }

  private static void createDirectory(@Nullable Path directory) throws IOException {
    if (directory == null || Files.exists(directory)) {
      return;
    }
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Whether a running command listens there. */
  static boolean isServed(Path path) {
    if (!Files.exists(path)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException left) {
      return false; // by a process that was killed
    } catch (UnsupportedOperationException none) {
      return false; // nobody can, on a platform without such sockets
    }
  }

  private static void ownerOnly(Path path) throws IOException {
    if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = listener.accept();
        threads.execute(() -> serve(connection));
      }
    } catch (IOException | java.util.concurrent.RejectedExecutionException closed) {
      log.debug("control socket closed");
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        PrintStream out =
            new PrintStream(Channels.newOutputStream(connection), false, StandardCharsets.UTF_8)) {
      answers.answer(request(connection), new JsonLines(out));
    } catch (IOException | RuntimeException e) {
      log.debug("control connection", e);
    }
  }

  /** One line, or what came of it. */
  private static String request(SocketChannel connection) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (line.size() < LONGEST_REQUEST && connection.read(one) > 0) {
      if (one.get(0) == '\n') {
        break;
      }
      line.write(one.get(0));
      one.clear();
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  /** The file goes first: once nobody listens, the next command puts its own there. */
  @Override
  public void close() throws IOException {
    try (listener) {
      Files.deleteIfExists(path);
    } finally {
      threads.shutdownNow();
    }
  }
}
