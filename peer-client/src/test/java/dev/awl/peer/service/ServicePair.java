package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.channel.PeerPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A target behind the inner peer and a listener at the access peer, through a {@link PeerPair}. The
 * target is a plain blocking server socket, so that nothing under test is on both sides.
 */
final class ServicePair implements AutoCloseable {

  final PeerPair peers;
  final ServerSocket target;
  final ServiceHost host;
  final ServiceUser user;
  final Service service;
  final BoundListener listener;
  volatile boolean allowed = true;
  volatile String callerName = "";

  ServicePair() throws Exception {
    this(new PeerPair());
  }

  ServicePair(PeerPair peers) throws Exception {
    this.peers = peers.open().awaitReady();
    target = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    service = new Service("web", "tcp", "127.0.0.1", target.getLocalPort());
    // The inner peer is the dialer: services do not care who dialed.
    host =
        peers.dialer.call(
            () -> {
              ServiceHost made = new ServiceHost(List.of(SharedService.of(service)), Limits.NONE);
              made.attach(peers.dialer.channel, peers.listener.identity.id(), access());
              return made;
            });
    user = peers.listener.call(() -> new ServiceUser(peers.listener.channel));
    listener = listen(service);
  }

  private Access access() {
    Access all = Access.toAll(() -> allowed);
    return new Access() {
      @Override
      public boolean isAdmitted() {
        return all.isAdmitted();
      }

      @Override
      public boolean mayUse(String service) {
        return all.mayUse(service);
      }

      @Override
      public String name() {
        return callerName;
      }
    };
  }

  /** From now on the inner peer shares these and nothing else. */
  void share(SharedService... services) {
    share(Limits.NONE, services);
  }

  /** The same within limits for all of them together. */
  void share(Limits whole, SharedService... services) {
    peers.dialer.run(() -> host.update(List.of(services), whole));
  }

  BoundListener listen(Service which) throws Exception {
    return peers
        .listener
        .call(() -> user.listen(which, new InetSocketAddress("127.0.0.1", 0)))
        .get(30, TimeUnit.SECONDS);
  }

  /** A user's connection. */
  Socket connect() throws Exception {
    return connect(listener);
  }

  static Socket connect(BoundListener to) throws Exception {
    Socket socket = new Socket();
    socket.connect(to.address(), 30_000);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** How a connection ends that gets no bytes. The reset may come as early as connect() returns. */
  static String endOf(BoundListener to) throws Exception {
    try (Socket socket = connect(to)) {
      return socket.getInputStream().read() < 0 ? "closed" : "bytes";
    } catch (SocketException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("reset") ? "reset" : message;
    }
  }

  /** What the target accepts for it. */
  Socket accept() throws Exception {
    target.setSoTimeout(30_000);
    Socket socket = target.accept();
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Waits until this has grown, and then has not for a second. */
  void awaitStandstill(AtomicLong count) throws InterruptedException {
    long before = -1;
    while (before <= 0 || before != count.get()) {
      before = count.get();
      peers.dialer.loop.schedule(() -> {}, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** Sends one byte and waits for it: both ends of the connection are there. */
  static void pass(Socket from, Socket to) throws IOException {
    pass(from, to, 1);
  }

  static void pass(Socket from, Socket to, int octet) throws IOException {
    from.getOutputStream().write(octet);
    assertThat(to.getInputStream().read()).isEqualTo(octet);
  }

  /** Says something, then no more, and is heard to the end. */
  static void sayLast(Socket from, Socket to, String words) throws IOException {
    from.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    from.shutdownOutput();
    assertThat(new String(to.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(words);
  }

  /** Ends a connection with a reset. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    peers.listener.run(user::close);
    target.close();
    peers.close();
  }
}
