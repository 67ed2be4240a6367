package dev.awl.peer.registration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes TCP connections on to a server, until those that stand go silent without an end. */
final class Forwarder implements AutoCloseable {

  private final ServerSocket listening = new ServerSocket(0, 10, Links.LOOPBACK);
  private final InetSocketAddress server;
  private final List<Leg> legs = new CopyOnWriteArrayList<>();

  Forwarder(InetSocketAddress server) throws IOException {
    this.server = server;
    start(this::accept);
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + listening.getLocalPort());
  }

  /** What is sent on connections that stand now, either way, is lost. */
  void silence() {
    legs.forEach(leg -> leg.silent = true);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Socket far = new Socket(server.getAddress(), server.getPort());
        for (Leg leg : List.of(new Leg(near, far), new Leg(far, near))) {
          legs.add(leg);
          start(leg);
        }
      } catch (IOException e) {
        // closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Leg leg : legs) {
      leg.from.close();
    }
  }

  private static final class Leg implements Runnable {
    final Socket from;
    final Socket to;
    volatile boolean silent;

    Leg(Socket from, Socket to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[4096];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (!silent) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // one of them is closed
      }
    }
  }
}
